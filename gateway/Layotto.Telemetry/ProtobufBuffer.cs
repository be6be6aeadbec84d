using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Layotto.Telemetry;

/// <summary>Writes Protobuf messages into one buffer. A message within a message gets its length once it is written.</summary>
internal sealed class ProtobufBuffer
{
    // The length of a message within a message is written in four bytes, however small it is: every Protobuf reader takes that.
    private const int LengthBytes = 4;
    private const int VarintWire = 0;
    private const int Fixed64Wire = 1;
    private const int LengthWire = 2;

    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public void Varint(int field, ulong value)
    {
        Tag(field, VarintWire);
        WriteVarint(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Tag(field, Fixed64Wire);
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
    }

    public void Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public void Text(int field, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Tag(field, LengthWire);
        WriteVarint((ulong)length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    /// <summary>Begins a message within the message, or a packed list.</summary>
    /// <returns>What <see cref="End"/> takes.</returns>
    public int Begin(int field)
    {
        Tag(field, LengthWire);
        Reserve(LengthBytes);
        return _length;
    }

    public void End(int start)
    {
        var length = _length - start;
        var target = _bytes.AsSpan(start - LengthBytes, LengthBytes);
        for (var index = 0; index < LengthBytes; index++, length >>= 7)
            target[index] = (byte)((length & 0x7f) | (index < LengthBytes - 1 ? 0x80 : 0));
    }

    /// <summary>A number of a packed list.</summary>
    public void Packed(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_length} bytes");

    private void Tag(int field, int wire) => WriteVarint((ulong)((field << 3) | wire));

    private void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
