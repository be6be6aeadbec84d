namespace Layotto.Pluggable.Discovery;

/// <summary>What discovery decided about a file of the sockets folder, and why. It never changes; another takes its place.</summary>
public sealed record SocketRecord
{
    /// <summary>The file's path.</summary>
    public required string Path { get; init; }

    /// <summary>What its components are called within their kind.</summary>
    public required string Name { get; init; }

    /// <summary>What was decided.</summary>
    public required SocketState State { get; init; }

    /// <summary>The user id of the file's owner; null where the system doesn't tell.</summary>
    public uint? Owner { get; init; }

    /// <summary>The process that answers; null where the system doesn't tell, or nobody answered.</summary>
    public SocketPeer? Peer { get; init; }

    /// <summary>The version of gRPC's server reflection that answered, <c>v1</c> or <c>v1alpha</c>; null when none did.</summary>
    public string? Reflection { get; init; }

    /// <summary>The full names of the services that the process has, in alphabetical order.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>The component types that come of them, such as <c>state.mystore</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Why it isn't used, or why one of its types isn't; null when there is nothing to tell.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was decided.</summary>
    public DateTimeOffset DecidedAt { get; init; }
}
