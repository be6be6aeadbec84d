using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>
/// AES-CBC with HMAC (RFC 7518, 5.2). The first half of the key authenticates, the second encrypts, and the tag is the first half of
/// the HMAC over associated data, nonce, ciphertext and the associated data's length in bits.
/// </summary>
internal sealed class AesCbcHmacCipher : AuthenticatedCipher
{
    public static readonly AesCbcHmacCipher A128 = new(16, HashAlgorithmName.SHA256);
    public static readonly AesCbcHmacCipher A192 = new(24, HashAlgorithmName.SHA384);
    public static readonly AesCbcHmacCipher A256 = new(32, HashAlgorithmName.SHA512);

    private const int BlockSize = 16;

    private readonly HashAlgorithmName _hash;

    private AesCbcHmacCipher(int halfKeySize, HashAlgorithmName hash)
        : base(2 * halfKeySize, BlockSize, halfKeySize)
        => _hash = hash;

    // Padding always adds something.
    public override int CiphertextSize(int plaintextSize) => ((plaintextSize / BlockSize) + 1) * BlockSize;

    public override void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag,
        ReadOnlySpan<byte> associatedData)
    {
        using var aes = Aes.Create();
        aes.SetKey(key[(KeySize / 2)..]);
        aes.EncryptCbc(plaintext, nonce, ciphertext);
        Authenticate(key[..(KeySize / 2)], nonce, ciphertext, associatedData, tag);
    }

    public override byte[] Decrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> associatedData)
    {
        Span<byte> expected = stackalloc byte[TagSize];
        Authenticate(key[..(KeySize / 2)], nonce, ciphertext, associatedData, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, tag))
            throw new CryptographicException("the message isn't authentic");
        using var aes = Aes.Create();
        aes.SetKey(key[(KeySize / 2)..]);
        return aes.DecryptCbc(ciphertext, nonce);
    }

    private void Authenticate(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, Span<byte> tag)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)associatedData.Length * 8);
        using var hmac = IncrementalHash.CreateHMAC(_hash, key);
        hmac.AppendData(associatedData);
        hmac.AppendData(nonce);
        hmac.AppendData(ciphertext);
        hmac.AppendData(length);
        Span<byte> whole = stackalloc byte[2 * TagSize];
        hmac.GetHashAndReset(whole);
        whole[..TagSize].CopyTo(tag);
    }
}
