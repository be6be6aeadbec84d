using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Layotto.Components.NameResolution.Mdns.Packets;

/// <summary>Writes the parts of a DNS packet. Names aren't compressed: the few records of a sidecar fit into a packet without.</summary>
internal sealed class DnsWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    /// <summary>Whether a name can be written: labels of 1 to 63 bytes, at most 255 bytes in all, no backslash.</summary>
    public static bool IsName(string name)
        => !name.Contains('\\', StringComparison.Ordinal)
            && Encoding.UTF8.GetByteCount(name) + 2 <= DnsReader.MaxNameBytes
            && name.Split('.').All(label => Encoding.UTF8.GetByteCount(label) is > 0 and <= 63);

    public void WriteUInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.GetSpan(2), (ushort)value);
        _buffer.Advance(2);
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>Writes a name for which <see cref="IsName"/> holds.</summary>
    public void WriteName(string name)
    {
        foreach (var label in name.Split('.'))
            WriteText(label);
        _buffer.Write([(byte)0]);
    }

    /// <summary>Writes a text of at most 255 bytes with its length before it.</summary>
    public void WriteText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _buffer.Write([checked((byte)bytes.Length)]);
        _buffer.Write(bytes);
    }

    /// <summary>What has been written.</summary>
    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}
