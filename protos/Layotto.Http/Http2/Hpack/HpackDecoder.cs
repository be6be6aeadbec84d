namespace Layotto.Http.Http2.Hpack;

/// <summary>Decodes the header blocks of one direction of a connection (RFC 7541). Not for use by several threads at once.</summary>
internal sealed class HpackDecoder
{
    private readonly HeaderText _text = new();
    private readonly Entry[] _table;
    private readonly int _maxTableSize;
    private int _newest = -1;
    private int _count;
    private int _size;
    private int _capacity;
    private byte[] _scratch = [];

    /// <summary>Creates a decoder with an empty table.</summary>
    /// <param name="maxTableSize">The largest dynamic table that the other side was allowed, in bytes as RFC 7541 §4.1 counts them.</param>
    public HpackDecoder(int maxTableSize)
    {
        _maxTableSize = _capacity = maxTableSize;
        _table = new Entry[Math.Max(1, maxTableSize / HeaderField.Overhead)];
    }

    /// <summary>The size of the dynamic table now.</summary>
    public int TableSize => _size;

    /// <summary>Decodes a block.</summary>
    /// <param name="block">The whole of it.</param>
    /// <param name="target">Takes the headers.</param>
    /// <exception cref="HpackException">The block can't be decoded.</exception>
    public void Decode(ReadOnlySpan<byte> block, IHeaderSink target)
    {
        var mayResize = true;
        for (var position = 0; position < block.Length;)
        {
            var first = block[position];
            if (first >= 0x80)
            {
                var (name, value, isValid) = Get(HpackInteger.Read(block, ref position, 7));
                target.Add(name, value, isValid);
            }
            else if ((first & 0xe0) == 0x20)
            {
                var size = HpackInteger.Read(block, ref position, 5);
                if (!mayResize || size > _maxTableSize)
                    throw new HpackException("A header block sets the size of the table to more than was allowed, or not at its beginning.");
                Resize(size);
                continue;
            }
            else
            {
                ReadLiteral(block, ref position, first, target);
            }

            mayResize = false;
        }
    }

    private void ReadLiteral(ReadOnlySpan<byte> block, ref int position, byte first, IHeaderSink target)
    {
        var isIndexed = first >= 0x40;
        var index = HpackInteger.Read(block, ref position, isIndexed ? 6 : 4);
        string name;
        bool isValid;
        if (index > 0)
        {
            (name, _, isValid) = Get(index);

            // The entry's value may have been the trouble, and the name is looked at again.
            isValid = isValid || IsName(name);
        }
        else
        {
            name = ReadText(block, ref position);
            isValid = IsName(name);
        }

        var value = ReadText(block, ref position);
        isValid = isValid && value.AsSpan().IndexOfAny('\r', '\n', '\0') < 0;
        if (isIndexed)
            Insert(new Entry(name, value, isValid));
        target.Add(name, value, isValid);
    }

    private static bool IsName(string name)
    {
        var token = name.StartsWith(':') ? name.AsSpan(1) : name;
        return token.Length > 0 && token.IndexOfAnyExcept(HttpSyntax.TokenCharacters) < 0 && token.IndexOfAnyInRange('A', 'Z') < 0;
    }

    private string ReadText(ReadOnlySpan<byte> block, ref int position)
    {
        if (position == block.Length)
            throw new HpackException("A header block ends before a text.");
        var isHuffman = block[position] >= 0x80;
        var length = HpackInteger.Read(block, ref position, 7);
        if (length > block.Length - position)
            throw new HpackException("A header block ends in the middle of a text.");
        var bytes = block.Slice(position, length);
        position += length;
        if (!isHuffman)
            return _text.Read(bytes);
        var most = HuffmanCode.MaxDecodedLength(length);
        if (_scratch.Length < most)
            _scratch = new byte[most + 64];
        return _text.Read(_scratch.AsSpan(0, HuffmanCode.Decode(bytes, _scratch)));
    }

    private Entry Get(int index)
    {
        if (index is > 0 and <= StaticTable.Count)
        {
            var field = StaticTable.Get(index);
            return new Entry(field.Name, field.Value, IsValid: true);
        }

        var age = index - StaticTable.Count - 1;
        if (age < 0 || age >= _count)
            throw new HpackException($"A header block refers to the entry {index} of the table, which has no such entry.");
        return _table[Wrap(_newest - age)];
    }

    private void Insert(in Entry entry)
    {
        var size = entry.Name.Length + entry.Value.Length + HeaderField.Overhead;
        while (_count > 0 && _size + size > _capacity)
            Evict();
        if (size > _capacity)
            return;
        _newest = Wrap(_newest + 1);
        _table[_newest] = entry;
        _count++;
        _size += size;
    }

    private void Resize(int capacity)
    {
        _capacity = capacity;
        while (_size > capacity)
            Evict();
    }

    private void Evict()
    {
        ref var oldest = ref _table[Wrap(_newest - _count + 1)];
        _size -= oldest.Name.Length + oldest.Value.Length + HeaderField.Overhead;
        oldest = default;
        _count--;
    }

    private int Wrap(int index) => index < 0 ? index + _table.Length : index >= _table.Length ? index - _table.Length : index;

    private readonly record struct Entry(string Name, string Value, bool IsValid);
}
