using System.Buffers;

namespace Layotto.Http.Http2;

/// <summary>Bytes of a body that have come and that nobody has read; no more than the stream's window.</summary>
internal sealed class ReceiveBuffer
{
    // Kept from stream to stream; a body that is larger than that borrows more.
    private const int Own = 4096;

    private readonly byte[] _own = new byte[Own];
    private byte[] _bytes;
    private int _start;
    private int _end;

    public ReceiveBuffer() => _bytes = _own;

    /// <summary>How many there are.</summary>
    public int Length => _end - _start;

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _end < bytes.Length)
            MakeRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Takes bytes out.</summary>
    /// <returns>How many there were, at most those that fit.</returns>
    public int Read(Span<byte> destination)
    {
        var length = Math.Min(destination.Length, Length);
        _bytes.AsSpan(_start, length).CopyTo(destination);
        _start += length;
        if (_start == _end)
            _start = _end = 0;
        return length;
    }

    /// <summary>Empties the buffer, and gives back what was borrowed.</summary>
    public void Clear()
    {
        Change(_own);
        _start = _end = 0;
    }

    private void MakeRoom(int more)
    {
        var length = Length;
        var rest = _bytes.AsSpan(_start, length);
        if (length + more <= _bytes.Length / 2)
        {
            rest.CopyTo(_bytes);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + more, _bytes.Length * 2));
            rest.CopyTo(larger);
            Change(larger);
        }

        _start = 0;
        _end = length;
    }

    private void Change(byte[] bytes)
    {
        if (_bytes != _own && _bytes != bytes)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bytes;
    }
}
