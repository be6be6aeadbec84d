namespace Layotto.Pluggable.Discovery;

/// <summary>Tells a socket file from one that took its place under the same name.</summary>
/// <param name="Device">The file system's device number.</param>
/// <param name="Inode">The file's number within it.</param>
/// <param name="Changed">When the file's entry last changed, in nanoseconds; numbers of files are used again.</param>
internal readonly record struct SocketIdentity(ulong Device, ulong Inode, long Changed);
