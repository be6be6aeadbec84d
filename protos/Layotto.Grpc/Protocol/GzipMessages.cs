using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Layotto.Grpc.Protocol;

/// <summary>Compresses and decompresses whole messages.</summary>
internal static class GzipMessages
{
    private const int ChunkSize = 4096;

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
                    return;
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
    }
}
