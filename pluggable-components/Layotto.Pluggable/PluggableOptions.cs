namespace Layotto.Pluggable;

/// <summary>Where the sockets of pluggable components are, and what bounds their processes.</summary>
public sealed record PluggableOptions
{
    /// <summary>The folder where Dapr looks for sockets unless told otherwise.</summary>
    public const string DefaultFolder = "/tmp/dapr-components-sockets";

    /// <summary>The folder where Layotto looks for sockets unless told otherwise.</summary>
    public const string LayottoFolder = "/tmp/runtime/component-sockets";

    /// <summary>The folder; it need not exist.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Further folders, which need not exist either. None by default. Where two have a socket of one name, that of the lesser path counts.</summary>
    public IReadOnlyList<string> FurtherFolders { get; init; } = [];

    /// <summary>All of the folders.</summary>
    public IEnumerable<string> Folders => FurtherFolders.Prepend(Folder).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal);

    /// <summary>The ids of users, besides root and the gateway's own, whose sockets are taken. None by default.</summary>
    public IReadOnlyList<uint> TrustedOwners { get; init; } = [];

    /// <summary>Whether the sockets of every user are taken: where nobody else can write into the folder. Off by default.</summary>
    public bool TrustsEveryOwner { get; init; }

    /// <summary>Whether a user's sockets and processes are taken.</summary>
    internal bool Trusts(uint user) => user == 0 || user == Discovery.FileStatus.OwnUser || TrustsEveryOwner || TrustedOwners.Contains(user);

    /// <summary>How often the folders are looked at where the system gives no notice of a change, and silent sockets are asked again. Default 5 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a process has to tell what it serves. Default 5 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most files of each folder that are looked at. Default 256.</summary>
    public int MaxSockets { get; init; } = 256;

    /// <summary>The most services that a process may name. Default 1024.</summary>
    public int MaxServices { get; init; } = 1024;

    /// <summary>How often a process that has been initialised is asked whether it still answers. Default 5 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it has to answer that. Default 5 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait before a lost process is looked for again; each further one is twice as long. Default 50 ms.</summary>
    public TimeSpan FirstReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest such wait. Default 2 s.</summary>
    public TimeSpan LongestReconnectDelay { get; init; } = TimeSpan.FromSeconds(2);
}
