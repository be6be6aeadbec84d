namespace Layotto.Http.Http2.Hpack;

/// <summary>Numbers in HPACK (RFC 7541 §5.1).</summary>
internal static class HpackInteger
{
    /// <summary>The most bytes a number takes.</summary>
    public const int MaxLength = 6;

    // Nothing in HTTP/2 needs more, and a length beyond it is none that anybody would take.
    private const int Largest = 1 << 28;

    /// <summary>Reads a number and moves on behind it.</summary>
    /// <param name="block">Where it stands.</param>
    /// <param name="position">Its first byte.</param>
    /// <param name="bits">How many bits of the first byte belong to it.</param>
    /// <exception cref="HpackException">It isn't whole, or too large.</exception>
    public static int Read(ReadOnlySpan<byte> block, ref int position, int bits)
    {
        var mask = (1 << bits) - 1;
        var value = block[position++] & mask;
        if (value < mask)
            return value;
        for (var shift = 0; shift <= 28; shift += 7)
        {
            if (position == block.Length)
                throw new HpackException("A header block ends in the middle of a number.");
            var next = block[position++];
            var sum = value + ((long)(next & 127) << shift);
            if (sum > Largest)
                break;
            value = (int)sum;
            if (next < 128)
                return value;
        }

        throw new HpackException("A header block has a number that is too large.");
    }

    /// <summary>Writes a number.</summary>
    /// <param name="target">Takes it; has <see cref="MaxLength"/> bytes.</param>
    /// <param name="first">The other bits of the first byte.</param>
    /// <param name="bits">How many bits of the first byte belong to the number.</param>
    /// <param name="value">The number; not negative.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write(Span<byte> target, byte first, int bits, int value)
    {
        var mask = (1 << bits) - 1;
        if (value < mask)
        {
            target[0] = (byte)(first | value);
            return 1;
        }

        target[0] = (byte)(first | mask);
        value -= mask;
        var length = 1;
        for (; value >= 128; value >>= 7)
            target[length++] = (byte)(value | 128);
        target[length++] = (byte)value;
        return length;
    }
}
