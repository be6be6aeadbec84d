using System.Net.Sockets;

namespace Layotto.Pluggable.Discovery;

/// <summary>A file of the sockets folder, and whether it may be connected to.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Identity">Which file it is.</param>
/// <param name="Owner">The user id of its owner; null where the system doesn't tell.</param>
/// <param name="Refusal">Why it isn't connected to, as a sentence; null when it may be.</param>
internal sealed record SocketFile(string Path, SocketIdentity Identity, uint? Owner, string? Refusal)
{
    private const int MaxNameLength = 128;

    /// <summary>What components of it are called within their kind: the file's name without its extension, as in Dapr.</summary>
    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Looks at a file.</summary>
    /// <returns>Null where there is none, or it is a folder.</returns>
    public static SocketFile? Find(string path, PluggableOptions options)
    {
        if (!OperatingSystem.IsLinux())
            return FindPortably(path);
        if (!FileStatus.TryRead(path, out var status) || status.IsFolder)
            return null;
        return new SocketFile(path, status.Identity, status.Owner, Judge(path, status, options));
    }

    internal static string? Judge(string path, FileStatus status, PluggableOptions options)
    {
        if (status.IsLink)
            return "It is a symbolic link; the socket itself must be in the folder.";
        if (!status.IsSocket)
            return "It is not a socket.";
        if (!options.Trusts(status.Owner))
            return $"It belongs to the user {status.Owner}; only sockets of root, of the gateway's own user and of trusted ones are taken.";
        return JudgeName(path);
    }

    private static string? JudgeName(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        if (name.Length is 0 or > MaxNameLength || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
            return $"Its name can't be that of a component: before the extension it needs 1 to {MaxNameLength} letters, digits, dots, hyphens or underscores.";
        return new System.Text.UTF8Encoding().GetByteCount(path) > MaxPathLength ? "Its path is longer than a socket's may be." : null;
    }

    // sockaddr_un has room for 108 bytes, the last of which ends the path.
    private const int MaxPathLength = 107;

    // Where there is no statx, the owner isn't known and the folder's own rights are the protection.
    private static SocketFile? FindPortably(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists && info.LinkTarget is null)
            return null;
        var identity = new SocketIdentity(0, 0, info.CreationTimeUtc.Ticks ^ info.LastWriteTimeUtc.Ticks);
        var refusal = info.LinkTarget is not null ? "It is a symbolic link; the socket itself must be in the folder."
            : !Socket.OSSupportsUnixDomainSockets ? "This system has no Unix sockets."
            : JudgeName(path);
        return new SocketFile(path, identity, null, refusal);
    }
}
