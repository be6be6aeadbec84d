namespace Layotto.Http.Http2.Hpack;

/// <summary>
/// Reads text in HPACK's Huffman code (RFC 7541, appendix B), four bits at a step. The code is canonical: symbols of one length follow
/// each other in numerical order, so the lengths say everything.
/// </summary>
internal static class HuffmanCode
{
    private const int EndOfString = 256;
    private const int Failed = -1;

    private static readonly Step[] Steps;
    private static readonly bool[] MayEnd;
    private static readonly uint[] Codes = new uint[257];

    // The code's nodes by number, 0 is the root; a step leads from a node to another, and may pass a symbol on its way: codes have five bits or more.
    static HuffmanCode()
    {
        var children = new List<int[]> { new[] { 0, 0 } };
        AssignCodes(children);
        Steps = new Step[children.Count * 16];
        for (var node = 0; node < children.Count; node++)
        {
            for (var bits = 0; bits < 16; bits++)
                Steps[(node * 16) + bits] = Walk(children, node, bits);
        }

        // What is left at the end has to be fewer than eight bits of ones, the beginning of the end's own code.
        MayEnd = new bool[children.Count];
        for (int node = 0, depth = 0; depth < 8; depth++)
        {
            MayEnd[node] = true;
            node = children[node][1];
        }
    }

    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>The most bytes that so many encoded ones can stand for.</summary>
    public static int MaxDecodedLength(int encodedLength) => (encodedLength * 8 / 5) + 1;

    /// <summary>Decodes.</summary>
    /// <param name="encoded">The code.</param>
    /// <param name="target">Takes the text; has <see cref="MaxDecodedLength"/> bytes.</param>
    /// <returns>The text's length.</returns>
    /// <exception cref="HpackException">It isn't well-formed.</exception>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> target)
    {
        var steps = Steps;
        var node = 0;
        var length = 0;
        foreach (var value in encoded)
        {
            var step = steps[(node * 16) + (value >> 4)];
            if (step.Symbol >= 0)
                target[length++] = (byte)step.Symbol;
            if (step.Node == Failed)
                throw new HpackException("A Huffman code has the mark of its end inside.");
            step = steps[(step.Node * 16) + (value & 15)];
            if (step.Symbol >= 0)
                target[length++] = (byte)step.Symbol;
            if (step.Node == Failed)
                throw new HpackException("A Huffman code has the mark of its end inside.");
            node = step.Node;
        }

        return MayEnd[node] ? length : throw new HpackException("A Huffman code ends in the middle of a symbol, or with padding other than ones.");
    }

    /// <summary>Encodes, which is for peers that have little of the wire; the data path doesn't.</summary>
    /// <returns>The code.</returns>
    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var bits = 0;
        foreach (var value in text)
            bits += Lengths[value];
        var encoded = new byte[(bits + 7) / 8];
        ulong pending = 0;
        var count = 0;
        var position = 0;
        foreach (var value in text)
        {
            pending = (pending << Lengths[value]) | Codes[value];
            count += Lengths[value];
            for (; count >= 8; count -= 8)
                encoded[position++] = (byte)(pending >> (count - 8));
        }

        if (count > 0)
            encoded[position] = (byte)((pending << (8 - count)) | (0xffu >> count));
        return encoded;
    }

    private static void AssignCodes(List<int[]> children)
    {
        uint code = 0;
        for (var length = 5; length <= 30; length++)
        {
            code <<= 1;
            for (var symbol = 0; symbol <= EndOfString; symbol++)
            {
                if (Lengths[symbol] != length)
                    continue;
                Codes[symbol] = code;
                Add(children, code++, length, symbol);
            }
        }
    }

    // Children are nodes, or symbols as ~symbol.
    private static void Add(List<int[]> children, uint code, int length, int symbol)
    {
        var node = 0;
        for (var bit = length - 1; bit > 0; bit--)
        {
            var side = (int)(code >> bit) & 1;
            if (children[node][side] == 0)
            {
                children[node][side] = children.Count;
                children.Add([0, 0]);
            }

            node = children[node][side];
        }

        children[node][code & 1] = ~symbol;
    }

    private static Step Walk(List<int[]> children, int node, int bits)
    {
        var symbol = -1;
        for (var bit = 3; bit >= 0; bit--)
        {
            var next = children[node][(bits >> bit) & 1];
            if (next >= 0)
            {
                node = next;
                continue;
            }

            if (~next == EndOfString)
                return new Step(Failed, -1);
            symbol = ~next;
            node = 0;
        }

        return new Step((short)node, (short)symbol);
    }

    private readonly record struct Step(short Node, short Symbol);
}
