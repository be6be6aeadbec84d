using System.Buffers;

namespace Layotto.Http.Http2;

/// <summary>Bytes of a body that have come and that nobody has read; no more than the stream's window.</summary>
internal struct ReceiveBuffer
{
    private byte[]? _bytes;
    private int _start;
    private int _end;

    /// <summary>How many there are.</summary>
    public readonly int Length => _end - _start;

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes is null || _bytes.Length - _end < bytes.Length)
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

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        _start = _end = 0;
    }

    private void MakeRoom(int more)
    {
        var length = Length;
        if (_bytes is not null && length + more <= _bytes.Length / 2)
        {
            _bytes.AsSpan(_start, length).CopyTo(_bytes);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + more, (_bytes?.Length ?? 0) * 2));
            _bytes.AsSpan(_start, length).CopyTo(larger);
            if (_bytes is not null)
                ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        _start = 0;
        _end = length;
    }
}
