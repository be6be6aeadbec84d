using System.Buffers.Binary;

namespace Layotto.Http.Http2;

/// <summary>What every frame begins with (RFC 9113 §4.1).</summary>
/// <param name="Length">The length of what follows.</param>
/// <param name="Type">The kind of frame; may be one that nobody knows.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="StreamId">The stream it belongs to; 0 for the connection.</param>
internal readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    /// <summary>How many bytes it has.</summary>
    public const int Size = 9;

    /// <summary>What a payload is never longer than unless both sides agree (RFC 9113 §4.2).</summary>
    public const int MaxPayload = 16 * 1024;

    /// <summary>Reads one.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] << 16) | (bytes[1] << 8) | bytes[2],
        (FrameType)bytes[3],
        (FrameFlags)bytes[4],
        (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]) & int.MaxValue));

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> target)
    {
        target[0] = (byte)(Length >> 16);
        target[1] = (byte)(Length >> 8);
        target[2] = (byte)Length;
        target[3] = (byte)Type;
        target[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(target[5..], StreamId);
    }
}
