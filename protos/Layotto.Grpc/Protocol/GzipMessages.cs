using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Layotto.Grpc.Protocol;

/// <summary>Compresses and decompresses whole messages.</summary>
internal static class GzipMessages
{
    private const int ChunkSize = 4096;

    // A header of ten bytes, an empty block of two, and a trailer of eight.
    private const int SmallestGzip = 20;

    /// <summary>Compresses a message.</summary>
    public static void Compress(ReadOnlySpan<byte> message, CompressionLevel level, PooledBufferWriter output)
    {
        using var gzip = new GZipStream(new BufferWriterStream(output), level);
        gzip.Write(message);
    }

    /// <summary>Decompresses a message.</summary>
    /// <exception cref="RpcException">It isn't gzip, or grows beyond the limit.</exception>
    public static void Decompress(in ReadOnlySequence<byte> message, int maxLength, PooledBufferWriter output)
    {
        using var gzip = new GZipStream(new SequenceStream(message), CompressionMode.Decompress);
        try
        {
            while (true)
            {
                var read = gzip.Read(output.GetSpan(ChunkSize));
                if (read == 0)
                    break;
                output.Advance(read);
                if (output.WrittenCount > maxLength)
                    throw new RpcException(FrameStatuses.DecompressedTooLarge);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new RpcException(new Status(
                FrameStatuses.BadCompression.StatusCode, FrameStatuses.BadCompression.Detail, exception));
        }

        if (!IsWhole(message, output.WrittenCount))
            throw new RpcException(FrameStatuses.BadCompression);
    }

    // GZipStream takes the end of its input for the end of the data, wherever that is. The last four bytes of gzip are
    // the length of the data (RFC 1952), so a message that was cut off shows by them.
    private static bool IsWhole(in ReadOnlySequence<byte> message, int length)
    {
        if (message.Length < SmallestGzip)
            return false;
        Span<byte> tail = stackalloc byte[sizeof(int)];
        message.Slice(message.Length - tail.Length).CopyTo(tail);
        return BinaryPrimitives.ReadInt32LittleEndian(tail) == length;
    }
}
