using System.Security.Cryptography;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>AES-GCM.</summary>
internal sealed class AesGcmCipher : AuthenticatedCipher
{
    public static readonly AesGcmCipher A128 = new(16);
    public static readonly AesGcmCipher A192 = new(24);
    public static readonly AesGcmCipher A256 = new(32);

    private AesGcmCipher(int keySize)
        : base(keySize, nonceSize: 12, tagSize: 16)
    {
    }

    public override void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag,
        ReadOnlySpan<byte> associatedData)
    {
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plaintext, ciphertext, tag, associatedData);
    }

    public override byte[] Decrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> associatedData)
    {
        var plaintext = new byte[ciphertext.Length];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(nonce, ciphertext, tag, plaintext, associatedData);
        return plaintext;
    }
}
