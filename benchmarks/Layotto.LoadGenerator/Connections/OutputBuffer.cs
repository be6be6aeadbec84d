using System.Net.Sockets;

namespace Layotto.LoadGenerator.Connections;

/// <summary>Bytes waiting to be sent; grows as needed and starts over when empty.</summary>
internal sealed class OutputBuffer
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Appends room for exactly this many bytes; the caller fills it before anything else is called.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_bytes.Length - _end < length)
            MakeRoom(length);
        var room = _bytes.AsSpan(_end, length);
        _end += length;
        return room;
    }

    /// <summary>Sends what the socket takes without blocking.</summary>
    /// <returns>How many bytes went out, and what stopped it (<see cref="SocketError.Success"/> if nothing is left).</returns>
    public (int Sent, SocketError Error) Send(Socket socket)
    {
        var total = 0;
        while (_start < _end)
        {
            var sent = socket.Send(_bytes.AsSpan(_start, Length), SocketFlags.None, out var error);
            if (error != SocketError.Success)
                return (total, error);
            _start += sent;
            total += sent;
        }

        Clear();
        return (total, SocketError.Success);
    }

    public void Clear() => _start = _end = 0;

    private void MakeRoom(int length)
    {
        var needed = Length + length;
        var target = needed <= _bytes.Length ? _bytes : new byte[Math.Max(_bytes.Length * 2, needed)];
        Buffer.BlockCopy(_bytes, _start, target, 0, Length);
        _end = Length;
        _start = 0;
        _bytes = target;
    }
}
