using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Layotto.Pluggable.Discovery;

/// <summary>What the system knows of a file, without following it where it is a symbolic link.</summary>
/// <param name="Owner">The user id of its owner.</param>
/// <param name="Type">The file-type bits of its mode.</param>
/// <param name="Identity">Which file it is.</param>
internal readonly record struct FileStatus(uint Owner, ushort Type, SocketIdentity Identity)
{
    // The layout of Linux's struct statx, which is the same on every processor; see statx(2).
    private const int Size = 256;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int ChangedSecondsOffset = 96;
    private const int ChangedNanosecondsOffset = 104;
    private const int DeviceMajorOffset = 136;
    private const int DeviceMinorOffset = 140;

    private const ushort TypeMask = 0xF000;
    private const ushort SocketType = 0xC000;
    private const ushort LinkType = 0xA000;
    private const ushort FolderType = 0x4000;

    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicFacts = 0x7FF;

    /// <summary>Whether it is a socket.</summary>
    public bool IsSocket => Type == SocketType;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsLink => Type == LinkType;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => Type == FolderType;

    /// <summary>The user id that this process acts as.</summary>
    public static uint OwnUser { get; } = OperatingSystem.IsLinux() ? Native.GetEffectiveUser() : 0;

    /// <summary>Looks at a file.</summary>
    /// <returns>False where there is none, or it can't be looked at.</returns>
    public static bool TryRead(string path, out FileStatus status)
    {
        status = default;
        var buffer = new byte[Size];
        if (!OperatingSystem.IsLinux() || Native.Statx(CurrentFolder, path, NoFollow, BasicFacts, buffer) != 0)
            return false;
        var span = buffer.AsSpan();
        var device = ((ulong)Read32(span, DeviceMajorOffset) << 32) | Read32(span, DeviceMinorOffset);
        var inode = BinaryPrimitives.ReadUInt64LittleEndian(span[InodeOffset..]);
        var seconds = BinaryPrimitives.ReadInt64LittleEndian(span[ChangedSecondsOffset..]);
        status = new FileStatus(
            Read32(span, OwnerOffset),
            (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(span[ModeOffset..]) & TypeMask),
            new SocketIdentity(device, inode, (seconds * 1_000_000_000) + Read32(span, ChangedNanosecondsOffset)));
        return true;
    }

    private static uint Read32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static class Native
    {
        [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] buffer);

        [DllImport("libc", EntryPoint = "geteuid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern uint GetEffectiveUser();
    }
}
