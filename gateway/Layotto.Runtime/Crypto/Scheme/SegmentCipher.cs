using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>
/// Encrypts and decrypts segments. A segment's nonce holds its number and whether it is the last one, so one that was moved, left out or
/// added isn't authentic.
/// </summary>
internal sealed class SegmentCipher : IDisposable
{
    private const int NonceSize = 12;

    private readonly AesGcm? _aes;
    private readonly ChaCha20Poly1305? _chaCha;
    private readonly byte[] _noncePrefix;

    /// <summary>Creates the cipher of a document. It isn't to be used by two threads at once.</summary>
    /// <exception cref="Errors.ApiException">The machine's OpenSSL lacks the cipher.</exception>
    public SegmentCipher(FileKey key, DataCipher cipher)
    {
        _noncePrefix = key.NoncePrefix;
        if (cipher == DataCipher.AesGcm)
            _aes = new AesGcm(key.PayloadKey, EncryptionScheme.TagSize);
        else if (ChaCha20Poly1305.IsSupported)
            _chaCha = new ChaCha20Poly1305(key.PayloadKey);
        else
            throw CryptoEngine.Failed("this machine has no ChaCha20-Poly1305; use aes-gcm, or a newer OpenSSL");
    }

    /// <summary>Encrypts a segment.</summary>
    /// <returns>How much was written: the ciphertext, then the tag.</returns>
    public int Encrypt(ReadOnlySpan<byte> segment, uint number, bool isLast, Span<byte> output)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, number, isLast);
        var (ciphertext, tag) = (segment.Length, segment.Length + EncryptionScheme.TagSize);
        if (_aes is not null)
            _aes.Encrypt(nonce, segment, output[..ciphertext], output[ciphertext..tag]);
        else
            _chaCha!.Encrypt(nonce, segment, output[..ciphertext], output[ciphertext..tag]);
        return tag;
    }

    /// <summary>Decrypts a segment.</summary>
    /// <returns>How much was written.</returns>
    /// <exception cref="CryptographicException">It isn't the segment that should be here.</exception>
    public int Decrypt(ReadOnlySpan<byte> segment, uint number, bool isLast, Span<byte> output)
    {
        var length = segment.Length - EncryptionScheme.TagSize;
        if (length < 0)
            throw new CryptographicException("the segment is shorter than its tag");
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, number, isLast);
        if (_aes is not null)
            _aes.Decrypt(nonce, segment[..length], segment[length..], output[..length]);
        else
            _chaCha!.Decrypt(nonce, segment[..length], segment[length..], output[..length]);
        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aes?.Dispose();
        _chaCha?.Dispose();
    }

    private void WriteNonce(Span<byte> nonce, uint number, bool isLast)
    {
        _noncePrefix.CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[FileKey.NoncePrefixSize..], number);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
    }
}
