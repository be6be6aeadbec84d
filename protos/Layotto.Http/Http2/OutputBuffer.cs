namespace Layotto.Http.Http2;

/// <summary>Bytes that wait to be sent. It grows as needed; who adds to it keeps it small.</summary>
internal sealed class OutputBuffer
{
    private const int First = 16 * 1024;

    private byte[] _bytes = new byte[First];

    /// <summary>How many bytes wait.</summary>
    public int Length { get; private set; }

    /// <summary>What waits.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>What waits, to be changed.</summary>
    public Span<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Room for at least so many bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> GetSpan(int length)
    {
        if (_bytes.Length - Length < length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Counts bytes in that were written.</summary>
    public void Advance(int length) => Length += length;

    /// <summary>Adds a byte.</summary>
    public void Append(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Cuts the end off.</summary>
    /// <param name="length">What stays.</param>
    public void Truncate(int length) => Length = length;

    /// <summary>Makes room in the middle by moving what follows.</summary>
    public void Insert(int position, int length)
    {
        GetSpan(length);
        _bytes.AsSpan(position, Length - position).CopyTo(_bytes.AsSpan(position + length));
        Length += length;
    }

    /// <summary>Empties the buffer. One that has grown much is let go.</summary>
    public void Clear(int largestKept)
    {
        Length = 0;
        if (_bytes.Length > largestKept)
            _bytes = new byte[First];
    }
}
