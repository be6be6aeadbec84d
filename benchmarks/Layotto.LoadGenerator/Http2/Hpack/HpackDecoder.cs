namespace Layotto.LoadGenerator.Http2.Hpack;

/// <summary>
/// Decodes header blocks of one connection (RFC 7541). Fields are handed on as spans; only fields that the peer indexes
/// are copied.
/// </summary>
internal sealed class HpackDecoder(int maximumTableSize = HpackDecoder.DefaultTableSize)
{
    /// <summary>Both sides' table size until SETTINGS say otherwise (RFC 9113, 6.5.2).</summary>
    public const int DefaultTableSize = 4096;

    private const int MaximumStringLength = 64 * 1024;

    private readonly DynamicTable _table = new(maximumTableSize);
    private byte[] _nameBuffer = new byte[256];
    private byte[] _valueBuffer = new byte[1024];

    public int TableSize => _table.Size;

    /// <exception cref="HpackException">The block is malformed; the connection cannot be used any further.</exception>
    public void Decode(ReadOnlySpan<byte> block, IHeaderSink sink)
    {
        var fieldSeen = false;
        while (!block.IsEmpty)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
            {
                var field = FieldAt(HpackInteger.Read(ref block, 7));
                sink.Header(field.Name, field.Value);
            }
            else if ((first & 0x40) != 0)
            {
                Literal(ref block, 6, isIndexed: true, sink);
            }
            else if ((first & 0x20) != 0)
            {
                if (fieldSeen)
                    throw new HpackException("A table size update after the first field of a block.");
                _table.Resize(HpackInteger.Read(ref block, 5));
                continue;
            }
            else
            {
                Literal(ref block, 4, isIndexed: false, sink);
            }

            fieldSeen = true;
        }
    }

    private void Literal(ref ReadOnlySpan<byte> block, int prefixBits, bool isIndexed, IHeaderSink sink)
    {
        var index = HpackInteger.Read(ref block, prefixBits);
        var known = index == 0 ? null : FieldAt(index).Name;
        var name = known ?? Text(ref block, ref _nameBuffer);
        var value = Text(ref block, ref _valueBuffer);
        if (isIndexed)
            _table.Insert(known ?? name.ToArray(), value.ToArray());
        sink.Header(name, value);
    }

    private (byte[] Name, byte[] Value) FieldAt(int index)
    {
        if (index is > 0 and <= StaticTable.Count)
            return StaticTable.At(index);
        var dynamic = index - StaticTable.Count - 1;
        return index > 0 && dynamic < _table.Count
            ? _table.At(dynamic)
            : throw new HpackException($"Index {index} is in neither table.");
    }

    private static ReadOnlySpan<byte> Text(ref ReadOnlySpan<byte> block, ref byte[] buffer)
    {
        var isHuffman = !block.IsEmpty && (block[0] & 0x80) != 0;
        var length = HpackInteger.Read(ref block, 7);
        if (length > MaximumStringLength)
            throw new HpackException($"A string of {length} bytes, above the {MaximumStringLength} allowed.");
        if (length > block.Length)
            throw new HpackException("The header block ends inside a string.");
        var encoded = block[..length];
        block = block[length..];
        if (!isHuffman)
            return encoded;
        if (buffer.Length < HuffmanDecoder.MaximumLength(length))
            buffer = new byte[HuffmanDecoder.MaximumLength(length)];
        return buffer.AsSpan(0, HuffmanDecoder.Decode(encoded, buffer));
    }
}
