using System.Text;

namespace Layotto.Benchmarks.Payloads;

/// <summary>
/// Writes the few protobuf fields the scenarios need. The runner measures the product from outside, so it takes neither
/// its generated messages nor a library of its own.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int LengthDelimited = 2;
    private readonly List<byte> _bytes = [];

    public ProtobufMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Bytes(int field, byte[] value)
    {
        Variable((uint)((field << 3) | LengthDelimited));
        Variable((uint)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private void Variable(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
