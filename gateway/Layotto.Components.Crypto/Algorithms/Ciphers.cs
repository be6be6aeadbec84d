using Layotto.Components.Crypto.Keys;
using static Layotto.Components.Crypto.CryptoAlgorithms;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>Encryption and key wrapping: the algorithms that Dapr's own providers do.</summary>
internal static class Ciphers
{
    /// <summary>The names of all of them.</summary>
    public static IReadOnlyList<string> Supported { get; } =
    [
        A128Cbc, A192Cbc, A256Cbc, A128CbcNoPad, A192CbcNoPad, A256CbcNoPad, A128Gcm, A192Gcm, A256Gcm,
        A128CbcHs256, A192CbcHs384, A256CbcHs512, A128Kw, A192Kw, A256Kw, C20P, C20PKw, XC20P, XC20PKw,
        Rsa15, RsaOaep, RsaOaep256, RsaOaep384, RsaOaep512,
    ];

    /// <summary>Encrypts, with the public part of an asymmetric key.</summary>
    public static CryptoCiphertext Encrypt(CryptoKey key, in CryptoEncryption request)
    {
        var plaintext = request.Plaintext.Span;
        var nonce = request.Nonce.Span;
        var associated = request.AssociatedData.Span;
        switch (request.Algorithm)
        {
            case A128Cbc or A192Cbc or A256Cbc or A128CbcNoPad or A192CbcNoPad or A256CbcNoPad:
                return new CryptoCiphertext(AesCbc.Encrypt(request.Algorithm, Bytes(key), nonce, plaintext));
            case A128Kw or A192Kw or A256Kw:
                return new CryptoCiphertext(AesKeyWrap.Wrap(Bytes(key, AesCbc.KeySize(request.Algorithm)), plaintext));
            case Rsa15 or RsaOaep or RsaOaep256 or RsaOaep384 or RsaOaep512:
                return new CryptoCiphertext(RsaEncryption.Encrypt(Rsa(key), request.Algorithm, plaintext, associated));
            default:
                var cipher = AuthenticatedCipher.Find(request.Algorithm);
                var (ciphertext, tag) = (new byte[cipher.CiphertextSize(plaintext.Length)], new byte[cipher.TagSize]);
                cipher.RequireNonce(nonce);
                cipher.Encrypt(Bytes(key, cipher.KeySize), nonce, plaintext, ciphertext, tag, associated);
                return new CryptoCiphertext(ciphertext, tag);
        }
    }

    /// <summary>Decrypts, with the private part of an asymmetric key.</summary>
    public static byte[] Decrypt(CryptoKey key, in CryptoDecryption request)
    {
        var ciphertext = request.Ciphertext.Span;
        var nonce = request.Nonce.Span;
        var associated = request.AssociatedData.Span;
        switch (request.Algorithm)
        {
            case A128Cbc or A192Cbc or A256Cbc or A128CbcNoPad or A192CbcNoPad or A256CbcNoPad:
                return AesCbc.Decrypt(request.Algorithm, Bytes(key), nonce, ciphertext);
            case A128Kw or A192Kw or A256Kw:
                return AesKeyWrap.Unwrap(Bytes(key, AesCbc.KeySize(request.Algorithm)), ciphertext);
            case Rsa15 or RsaOaep or RsaOaep256 or RsaOaep384 or RsaOaep512:
                return RsaEncryption.Decrypt(Rsa(key), request.Algorithm, ciphertext, associated);
            default:
                var cipher = AuthenticatedCipher.Find(request.Algorithm);
                cipher.RequireNonce(nonce);
                if (request.Tag.Length != cipher.TagSize)
                    throw new ComponentException($"the tag has {request.Tag.Length} bytes; {request.Algorithm} has one of {cipher.TagSize}");
                return cipher.Decrypt(Bytes(key, cipher.KeySize), nonce, ciphertext, request.Tag.Span, associated);
        }
    }

    private static ReadOnlySpan<byte> Bytes(CryptoKey key)
        => key is SymmetricKey symmetric ? symmetric.Bytes.Span : throw new ComponentException($"the key is of type {key.Type}; the algorithm takes a symmetric one");

    private static ReadOnlySpan<byte> Bytes(CryptoKey key, int size)
    {
        var bytes = Bytes(key);
        return bytes.Length == size ? bytes : throw new ComponentException($"the key has {bytes.Length} bytes; the algorithm takes one of {size}");
    }

    private static RsaKey Rsa(CryptoKey key)
        => key as RsaKey ?? throw new ComponentException($"the key is of type {key.Type}; the algorithm takes an RSA key");
}
