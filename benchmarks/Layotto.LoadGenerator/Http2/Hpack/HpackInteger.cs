namespace Layotto.LoadGenerator.Http2.Hpack;

/// <summary>Integers with a prefix of N bits (RFC 7541, 5.1).</summary>
internal static class HpackInteger
{
    private const int MaximumContinuationBytes = 4;

    /// <summary>Reads an integer and moves <paramref name="bytes"/> behind it.</summary>
    /// <exception cref="HpackException">The block ends inside the integer, or the integer is above 2^28.</exception>
    public static int Read(ref ReadOnlySpan<byte> bytes, int prefixBits)
    {
        if (bytes.IsEmpty)
            throw new HpackException("The header block ends where an integer should start.");
        var limit = (1 << prefixBits) - 1;
        var value = bytes[0] & limit;
        bytes = bytes[1..];
        if (value < limit)
            return value;
        for (var index = 0; index < MaximumContinuationBytes; index++)
        {
            if (bytes.IsEmpty)
                throw new HpackException("The header block ends inside an integer.");
            var next = bytes[0];
            bytes = bytes[1..];
            value += (next & 0x7f) << (7 * index);
            if ((next & 0x80) == 0)
                return value;
        }

        throw new HpackException("An integer of more than five bytes.");
    }

    public static void Write(List<byte> output, int value, int prefixBits, byte pattern)
    {
        var limit = (1 << prefixBits) - 1;
        if (value < limit)
        {
            output.Add((byte)(pattern | value));
            return;
        }

        output.Add((byte)(pattern | limit));
        value -= limit;
        while (value >= 0x80)
        {
            output.Add((byte)((value & 0x7f) | 0x80));
            value >>= 7;
        }

        output.Add((byte)value);
    }
}
