using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Layotto.Grpc.Client.Framing;

/// <summary>Messages in gzip.</summary>
internal static class CompressedMessage
{
    public const string Gzip = "gzip";
    public const string Identity = "identity";

    /// <summary>Compresses a message and puts its prefix before it.</summary>
    public static PooledBuffer Create(ReadOnlyMemory<byte> message)
    {
        using var output = new PooledWriteStream((message.Length / 2) + 64, MessageWriter.PrefixLength);
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(message.Span);
        MessageWriter.WritePrefix(output.Reserved, compressed: true, checked((int)output.Length - MessageWriter.PrefixLength));
        return output.Detach();
    }

    /// <summary>Decompresses a message, stopping at the limit so that a few bytes can't become gigabytes.</summary>
    /// <exception cref="RpcException">The message is larger than the limit, or not gzip.</exception>
    public static PooledBuffer Expand(byte[] compressed, int offset, int length, int? maxSize)
    {
        using var input = new MemoryStream(compressed, offset, length, writable: false);
        using var gzip = new GZipStream(input, CompressionMode.Decompress);
        using var output = new PooledWriteStream(Math.Min(length, 1 << 20) * 2, reserved: 0);
        var chunk = ArrayPool<byte>.Shared.Rent(8192);
        try
        {
            for (int read; (read = gzip.Read(chunk)) > 0;)
            {
                if (output.Length + read > maxSize)
                {
                    throw new RpcException(new Status(
                        StatusCode.ResourceExhausted, $"The received message has more than {maxSize} bytes once decompressed, which is the limit."));
                }

                output.Write(chunk.AsSpan(0, read));
            }
        }
        catch (InvalidDataException exception)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The received message says that it is gzip, but is not.", exception));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return output.Detach();
    }
}
