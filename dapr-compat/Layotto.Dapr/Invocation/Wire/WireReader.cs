using System.Text;

namespace Layotto.Dapr.Invocation.Wire;

/// <summary>
/// Reads the fields of a Protobuf message where it lies. The messages that cross sidecars are read and written by hand because their
/// bytes are most of what a call costs: generated code would copy each header twice and each chunk of a body once.
/// </summary>
/// <param name="message">The message.</param>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    public const int LengthDelimited = 2;

    private ReadOnlySpan<byte> _rest = message;
    private int _wireType;

    /// <summary>Whether the field at hand is text, bytes or a message.</summary>
    public readonly bool IsLengthDelimited => _wireType == LengthDelimited;

    /// <summary>Reads the number of the next field; 0 at the end.</summary>
    public int Next()
    {
        if (_rest.IsEmpty)
            return 0;
        var tag = Varint();
        _wireType = (int)(tag & 7);
        var field = tag >> 3;
        return field is > 0 and < (1 << 29) ? (int)field : throw new WireFormatException("a message has a field without a number");
    }

    /// <summary>Reads a number.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (var index = 0; index < _rest.Length && index < 10; index++)
        {
            var current = _rest[index];
            value |= (ulong)(current & 0x7f) << (7 * index);
            if (current < 0x80)
            {
                _rest = _rest[(index + 1)..];
                return value;
            }
        }

        throw new WireFormatException("a message has a number that is cut off");
    }

    /// <summary>Reads the value of the field at hand: text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        if (_wireType != LengthDelimited)
            throw new WireFormatException("a field of a message isn't of the type it should be");
        var length = Varint();
        if (length > (ulong)_rest.Length)
            throw new WireFormatException("a message is cut off");
        var value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return value;
    }

    /// <summary>Reads text.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Passes over the value of the field at hand.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(sizeof(ulong));
                break;
            case LengthDelimited:
                Bytes();
                break;
            case 5:
                Take(sizeof(uint));
                break;
            default:
                throw new WireFormatException("a message has a field of a type that isn't used any more");
        }
    }

    private void Take(int count)
    {
        if (_rest.Length < count)
            throw new WireFormatException("a message is cut off");
        _rest = _rest[count..];
    }
}
