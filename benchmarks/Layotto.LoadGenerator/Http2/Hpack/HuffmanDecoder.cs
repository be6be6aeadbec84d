namespace Layotto.LoadGenerator.Http2.Hpack;

/// <summary>
/// Decodes the string code of RFC 7541, appendix B. The code is canonical (codes of one length are consecutive, in symbol
/// order), so the 257 lengths are the whole table.
/// </summary>
internal static class HuffmanDecoder
{
    private const int ShortestCode = 5;
    private const int LongestCode = 30;
    private const int EndOfString = 256;

    private static readonly int[] FirstCode = new int[LongestCode + 2];
    private static readonly int[] FirstPosition = new int[LongestCode + 2];
    private static readonly int[] SymbolsByCode = new int[EndOfString + 1];

    static HuffmanDecoder()
    {
        var position = 0;
        var code = 0;
        for (var length = ShortestCode; length <= LongestCode; length++)
        {
            code <<= 1;
            FirstCode[length] = code;
            FirstPosition[length] = position;
            for (var symbol = 0; symbol <= EndOfString; symbol++)
            {
                if (CodeLengths[symbol] != length)
                    continue;
                SymbolsByCode[position++] = symbol;
                code++;
            }
        }

        FirstPosition[LongestCode + 1] = position;
    }

    private static ReadOnlySpan<byte> CodeLengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>How many bytes a decoded string can have at most.</summary>
    public static int MaximumLength(int encodedLength) => (encodedLength * 8 / ShortestCode) + 1;

    /// <returns>The number of bytes written.</returns>
    /// <exception cref="HpackException">A wrong code, or padding that is not the start of the end-of-string code.</exception>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        var written = 0;
        var code = 0;
        var length = 0;
        foreach (var value in encoded)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                code = (code << 1) | ((value >> bit) & 1);
                length++;
                if (length < ShortestCode)
                    continue;
                if (length > LongestCode)
                    throw new HpackException("A Huffman code longer than 30 bits.");
                var offset = code - FirstCode[length];
                if (offset < 0 || offset >= FirstPosition[length + 1] - FirstPosition[length])
                    continue;
                var symbol = SymbolsByCode[FirstPosition[length] + offset];
                if (symbol == EndOfString)
                    throw new HpackException("The end-of-string code inside a Huffman string.");
                decoded[written++] = (byte)symbol;
                code = 0;
                length = 0;
            }
        }

        // RFC 7541, 5.2: at most seven bits of padding, all ones.
        if (length > 7 || code != (1 << length) - 1)
            throw new HpackException("Wrong padding at the end of a Huffman string.");
        return written;
    }
}
