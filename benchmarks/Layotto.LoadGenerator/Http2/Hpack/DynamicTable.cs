namespace Layotto.LoadGenerator.Http2.Hpack;

/// <summary>The fields a peer has indexed, newest first, within a size in bytes (RFC 7541, 2.3.2 and 4).</summary>
internal sealed class DynamicTable
{
    // RFC 7541, 4.1: each field counts 32 bytes on top of its name and value.
    private const int FieldOverhead = 32;

    private readonly (byte[] Name, byte[] Value)[] _ring;
    private readonly int _maximumSize;
    private int _newest = -1;
    private int _capacity;

    /// <param name="maximumSize">Bytes that this side has allowed in its settings.</param>
    public DynamicTable(int maximumSize)
    {
        _maximumSize = maximumSize;
        _capacity = maximumSize;
        _ring = new (byte[], byte[])[(maximumSize / FieldOverhead) + 1];
    }

    public int Count { get; private set; }

    public int Size { get; private set; }

    /// <param name="index">From 0 (the newest) to <see cref="Count"/> - 1.</param>
    public (byte[] Name, byte[] Value) At(int index) => _ring[(_newest - index + _ring.Length) % _ring.Length];

    public void Insert(byte[] name, byte[] value)
    {
        var size = SizeOf(name, value);
        EvictDownTo(_capacity - size);
        // A field larger than the table empties it and is not kept; that is no error (RFC 7541, 4.4).
        if (size > _capacity)
            return;
        _newest = (_newest + 1) % _ring.Length;
        _ring[_newest] = (name, value);
        Count++;
        Size += size;
    }

    /// <exception cref="HpackException">More than this side has allowed.</exception>
    public void Resize(int capacity)
    {
        if (capacity > _maximumSize)
            throw new HpackException($"A table size update to {capacity} bytes, above the {_maximumSize} allowed.");
        _capacity = capacity;
        EvictDownTo(capacity);
    }

    public static int SizeOf(byte[] name, byte[] value) => name.Length + value.Length + FieldOverhead;

    private void EvictDownTo(int size)
    {
        while (Count > 0 && Size > size)
        {
            var oldest = At(Count - 1);
            Size -= SizeOf(oldest.Name, oldest.Value);
            Count--;
        }
    }
}
