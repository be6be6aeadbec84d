using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Layotto.Grpc.Protocol;

/// <summary>The five bytes before every message: a flag and the length, big-endian.</summary>
internal static class MessageFrame
{
    public const int HeaderLength = 5;

    /// <summary>Takes the next message out of a buffer, if all of it is there.</summary>
    /// <param name="buffer">What was received; on success, what follows the message.</param>
    /// <param name="maxLength">The largest message allowed, in bytes.</param>
    /// <param name="compressed">Whether the message is compressed.</param>
    /// <param name="payload">The message's bytes.</param>
    /// <exception cref="RpcException">The flag is neither 0 nor 1, or the message is too large.</exception>
    public static bool TryRead(
        ref ReadOnlySequence<byte> buffer, int maxLength, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        compressed = false;
        payload = default;
        if (buffer.Length < HeaderLength)
            return false;
        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        if (header[0] > 1)
            throw new RpcException(FrameStatuses.BadFlag);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (uint)maxLength)
            throw new RpcException(FrameStatuses.TooLarge(length, maxLength));
        if (buffer.Length - HeaderLength < length)
            return false;
        compressed = header[0] == 1;
        payload = buffer.Slice(HeaderLength, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    /// <summary>Writes the five bytes.</summary>
    public static void WriteHeader(IBufferWriter<byte> writer, int length, bool compressed)
    {
        WriteHeader(writer.GetSpan(HeaderLength), length, compressed);
        writer.Advance(HeaderLength);
    }

    /// <summary>Writes the five bytes.</summary>
    public static void WriteHeader(Span<byte> header, int length, bool compressed)
    {
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
    }
}
