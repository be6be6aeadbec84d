using static Layotto.Components.Crypto.CryptoAlgorithms;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>A cipher that authenticates what it encrypts.</summary>
/// <param name="keySize">The bytes of its key.</param>
/// <param name="nonceSize">The bytes of its nonce.</param>
/// <param name="tagSize">The bytes of its tag.</param>
internal abstract class AuthenticatedCipher(int keySize, int nonceSize, int tagSize)
{
    public int KeySize { get; } = keySize;

    public int NonceSize { get; } = nonceSize;

    public int TagSize { get; } = tagSize;

    /// <summary>The cipher of an algorithm.</summary>
    /// <exception cref="ComponentException">There is no such algorithm.</exception>
    public static AuthenticatedCipher Find(string algorithm) => algorithm switch
    {
        A128Gcm => AesGcmCipher.A128,
        A192Gcm => AesGcmCipher.A192,
        A256Gcm => AesGcmCipher.A256,
        A128CbcHs256 => AesCbcHmacCipher.A128,
        A192CbcHs384 => AesCbcHmacCipher.A192,
        A256CbcHs512 => AesCbcHmacCipher.A256,
        C20P or C20PKw => ChaChaCipher.Short,
        XC20P or XC20PKw => ChaChaCipher.Extended,
        _ => throw new ComponentException($"the algorithm {(algorithm.Length <= 40 ? algorithm : algorithm[..40] + "…")} is not supported"),
    };

    public void RequireNonce(ReadOnlySpan<byte> nonce)
    {
        if (nonce.Length != NonceSize)
            throw new ComponentException($"the nonce has {nonce.Length} bytes; the algorithm takes one of {NonceSize}");
    }

    /// <summary>The bytes that a message of some length has once encrypted, without the tag.</summary>
    public virtual int CiphertextSize(int plaintextSize) => plaintextSize;

    public abstract void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag,
        ReadOnlySpan<byte> associatedData);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The message isn't authentic.</exception>
    public abstract byte[] Decrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> associatedData);
}
