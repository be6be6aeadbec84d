using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Layotto.LoadGenerator.Loop;

/// <summary>
/// Linux epoll, level triggered. One thread waits for all its sockets and for the next due time in one system call, with
/// a nanosecond timeout: no thread hop and no timer tick stands between a response and its timestamp.
/// </summary>
internal sealed partial class EventPoll : IDisposable
{
    public const uint Readable = 0x001;
    public const uint Writable = 0x004;
    public const uint Failed = 0x008 | 0x010;

    private const int MaximumEvents = 256;
    private const int AddOperation = 1;
    private const int ModifyOperation = 3;
    private const int Interrupted = 4;
    private const int SetTimerSlack = 29;

    // The kernel packs the structure on x86-64 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + sizeof(long);

    private readonly int _descriptor;
    private readonly byte[] _events = new byte[MaximumEvents * EventSize];

    public EventPoll()
    {
        _descriptor = Create(0);
        if (_descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "epoll could not be opened: the load generator needs Linux.");
        // The default slack lets the kernel wake this thread 50 µs late, which would be counted as latency.
        _ = Control(SetTimerSlack, 1, 0, 0, 0);
    }

    public void Add(int socket, int token, uint events) => Change(AddOperation, socket, token, events);

    public void Modify(int socket, int token, uint events) => Change(ModifyOperation, socket, token, events);

    /// <summary>Waits until a socket is ready or the timeout passes.</summary>
    /// <param name="nanoseconds">Zero or less looks without waiting.</param>
    /// <returns>How many events <see cref="EventAt"/> can be asked for.</returns>
    /// <exception cref="Win32Exception">The kernel refused; it must be Linux 5.11 or newer.</exception>
    public unsafe int Wait(long nanoseconds)
    {
        var timeout = new TimeSpecification(Math.Max(0, nanoseconds));
        int count;
        fixed (byte* events = _events)
            count = Wait(_descriptor, events, MaximumEvents, &timeout, null);
        if (count >= 0)
            return count;
        var error = Marshal.GetLastPInvokeError();
        return error == Interrupted
            ? 0
            : throw new Win32Exception(error, "epoll_pwait2 failed: the load generator needs Linux 5.11 or newer.");
    }

    public (int Token, uint Events) EventAt(int index)
    {
        var entry = _events.AsSpan(index * EventSize, EventSize);
        return (BinaryPrimitives.ReadInt32LittleEndian(entry[DataOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(entry));
    }

    public void Dispose() => _ = Close(_descriptor);

    private unsafe void Change(int operation, int socket, int token, uint events)
    {
        Span<byte> entry = stackalloc byte[16];
        entry.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(entry, events);
        BinaryPrimitives.WriteInt32LittleEndian(entry[DataOffset..], token);
        fixed (byte* pointer = entry)
        {
            if (Change(_descriptor, operation, socket, pointer) != 0)
                throw new Win32Exception(Marshal.GetLastPInvokeError(), "epoll_ctl failed.");
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int Change(int poll, int operation, int socket, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static unsafe partial int Wait(int poll, byte* events, int maximum, TimeSpecification* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpecification(long nanoseconds)
    {
        private readonly long _seconds = nanoseconds / 1_000_000_000;
        private readonly long _nanoseconds = nanoseconds % 1_000_000_000;
    }
}
