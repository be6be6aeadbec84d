using System.Buffers;
using System.Security.Cryptography;

namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>
/// Dapr's encryption scheme <c>dapr.io/enc/v1</c>: a header, then the data in segments of 64 KiB, each encrypted by itself.
/// </summary>
internal static class EncryptionScheme
{
    /// <summary>The bytes of plaintext that a segment has; the last one may have fewer.</summary>
    public const int SegmentSize = 64 * 1024;

    /// <summary>The bytes that each segment grows by.</summary>
    public const int TagSize = 16;

    /// <summary>Encrypts a stream.</summary>
    public static async ValueTask EncryptAsync(
        FileKey key, Manifest manifest, ICryptoSource source, ICryptoSink sink, CancellationToken cancellationToken)
    {
        using var cipher = new SegmentCipher(key, manifest.Cipher);
        using var input = new ReadAhead(source);
        await sink.WriteAsync(SchemeHeader.Write(manifest, key), cancellationToken).ConfigureAwait(false);
        await TransformAsync(input, SegmentSize, cipher.Encrypt, sink, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decrypts what follows a header.</summary>
    public static async ValueTask DecryptAsync(
        FileKey key, DataCipher dataCipher, ReadAhead input, ICryptoSink sink, CancellationToken cancellationToken)
    {
        using var cipher = new SegmentCipher(key, dataCipher);
        await TransformAsync(input, SegmentSize + TagSize, cipher.Decrypt, sink, cancellationToken).ConfigureAwait(false);
    }

    // A byte is read beyond each segment, to know whether it is the last one. A stream without a byte has no segment at all.
    private static async ValueTask TransformAsync(
        ReadAhead input, int segmentSize, SegmentTransform transform, ICryptoSink sink, CancellationToken cancellationToken)
    {
        var output = ArrayPool<byte>.Shared.Rent(SegmentSize + TagSize);
        try
        {
            var isLast = await input.FillAsync(1, cancellationToken).ConfigureAwait(false) == 0;
            for (uint number = 0; !isLast; number++)
            {
                var available = await input.FillAsync(segmentSize + 1, cancellationToken).ConfigureAwait(false);
                isLast = available <= segmentSize;
                if (!isLast && number == uint.MaxValue)
                    throw CryptoEngine.Failed("the stream is longer than 2^32 segments of 64 KiB");
                var length = Math.Min(available, segmentSize);
                var written = Transform(transform, input.Available.Span[..length], number, isLast, output);
                input.Consume(length);
                await sink.WriteAsync(output.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(output);
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    private static int Transform(SegmentTransform transform, ReadOnlySpan<byte> segment, uint number, bool isLast, Span<byte> output)
    {
        try
        {
            return transform(segment, number, isLast, output);
        }
        catch (CryptographicException exception)
        {
            throw CryptoEngine.Failed(
                $"error processing segment {number}: it isn't authentic, or isn't where it belongs, or what follows it is missing", exception);
        }
    }

    private delegate int SegmentTransform(ReadOnlySpan<byte> segment, uint number, bool isLast, Span<byte> output);
}
