namespace Layotto.Pluggable.Discovery;

/// <summary>Tells a socket file from one that took its place under the same name.</summary>
/// <param name="Device">The file system's device number.</param>
/// <param name="Inode">The file's number within it.</param>
/// <param name="Changed">When the file's entry last changed, in nanoseconds; numbers of files are used again.</param>
internal readonly record struct SocketIdentity(ulong Device, ulong Inode, long Changed)
{
    /// <summary>
    /// Whether two are one file while the process that listens at it lives: its number isn't used again until then, whereas its entry
    /// changes with its rights or its name. Where there are no numbers, the entry has to do.
    /// </summary>
    public bool IsSameFile(SocketIdentity other) => Inode == 0 ? this == other : (Device, Inode) == (other.Device, other.Inode);
}
