using System.Buffers.Binary;
using System.Text;

namespace Layotto.Components.NameResolution.Mdns.Packets;

/// <summary>Reads the parts of a DNS packet (RFC 1035) within its bounds. A method that returns false leaves the packet useless.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> packet)
{
    /// <summary>The longest name in bytes, the lengths of its labels included.</summary>
    public const int MaxNameBytes = 255;

    // More labels than these don't fit into the longest name; each pointer has a label before it or is useless.
    private const int MaxPointers = 128;

    private readonly ReadOnlySpan<byte> _packet = packet;

    /// <summary>Where the next part begins.</summary>
    public int Position { get; private set; }

    public bool TryReadUInt16(out ushort value)
    {
        value = 0;
        if (_packet.Length - Position < 2)
            return false;
        value = BinaryPrimitives.ReadUInt16BigEndian(_packet[Position..]);
        Position += 2;
        return true;
    }

    public bool TryReadUInt32(out uint value)
    {
        value = 0;
        if (_packet.Length - Position < 4)
            return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(_packet[Position..]);
        Position += 4;
        return true;
    }

    public bool TryReadBytes(int length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length < 0 || _packet.Length - Position < length)
            return false;
        bytes = _packet.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>
    /// Reads a name as its labels joined by dots, without one at the end; a dot or a backslash within a label has a backslash before
    /// it. A pointer must point further back than where it stands and where any before it has pointed: so there is no loop.
    /// </summary>
    public bool TryReadName(out string name)
    {
        name = "";
        var text = new StringBuilder();
        var at = Position;
        var lowest = Position;
        var end = -1;
        var bytes = 1;
        for (var pointers = 0; at < _packet.Length;)
        {
            int length = _packet[at++];
            switch (length & 0xC0)
            {
                case 0xC0:
                    if (at >= _packet.Length || ++pointers > MaxPointers)
                        return false;
                    var target = ((length & 0x3F) << 8) | _packet[at++];
                    if (end < 0)
                        end = at;
                    if (target >= lowest)
                        return false;
                    at = lowest = target;
                    break;
                case 0 when length == 0:
                    Position = end < 0 ? at : end;
                    name = text.ToString();
                    return true;
                case 0:
                    bytes += length + 1;
                    if (bytes > MaxNameBytes || _packet.Length - at < length)
                        return false;
                    Append(text, _packet.Slice(at, length));
                    at += length;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> label)
    {
        if (text.Length > 0)
            text.Append('.');
        foreach (var character in Encoding.UTF8.GetString(label))
        {
            if (character is '.' or '\\')
                text.Append('\\');
            text.Append(character);
        }
    }
}
