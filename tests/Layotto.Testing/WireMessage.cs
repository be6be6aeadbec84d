using System.Buffers.Binary;
using System.Text;

namespace Layotto.Testing;

/// <summary>A Protobuf message read without its .proto: its fields by number. It reads what a test gets from a process, independently of who wrote it.</summary>
public sealed class WireMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public WireMessage(ReadOnlyMemory<byte> bytes)
    {
        var position = 0;
        while (position < bytes.Length)
        {
            var tag = Varint(bytes.Span, ref position);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(bytes.Span, ref position), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(Take(bytes, ref position, 8).Span), default));
                    break;
                case 2:
                    var length = (int)Varint(bytes.Span, ref position);
                    _fields.Add((field, 0, Take(bytes, ref position, length)));
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(Take(bytes, ref position, 4).Span), default));
                    break;
                default:
                    throw new FormatException($"Field {field} is of a wire type that isn't used any more.");
            }
        }
    }

    /// <summary>The messages of a field.</summary>
    public IEnumerable<WireMessage> Messages(int field) => All(field).Select(value => new WireMessage(value.Bytes));

    /// <summary>The texts of a field.</summary>
    public IEnumerable<string> Texts(int field) => All(field).Select(value => Encoding.UTF8.GetString(value.Bytes.Span));

    /// <summary>The text of a field; empty when there is none.</summary>
    public string Text(int field) => Texts(field).LastOrDefault() ?? "";

    /// <summary>The bytes of a field in hexadecimal digits; empty when there are none.</summary>
    public string Hexadecimal(int field) => Convert.ToHexStringLower(All(field).LastOrDefault().Bytes.Span);

    /// <summary>The number of a field; 0 when there is none.</summary>
    public ulong Number(int field) => All(field).LastOrDefault().Number;

    /// <summary>The numbers of a packed field of eight bytes each.</summary>
    public IReadOnlyList<ulong> Packed(int field)
        => [.. All(field).SelectMany(value => Enumerable.Range(0, value.Bytes.Length / 8).Select(index => BinaryPrimitives.ReadUInt64LittleEndian(value.Bytes.Span[(index * 8)..])))];

    private IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> All(int field) => _fields.Where(candidate => candidate.Field == field);

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> bytes, ref int position, int length)
    {
        if (length < 0 || length > bytes.Length - position)
            throw new FormatException("A field is longer than its message.");
        position += length;
        return bytes.Slice(position - length, length);
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position == bytes.Length)
                break;
            var one = bytes[position++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
                return value;
        }

        throw new FormatException("A number doesn't end.");
    }
}
