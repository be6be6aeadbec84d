using System.Security.Cryptography;
using Layotto.Components.Crypto.Keys;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using static Layotto.Components.Crypto.CryptoAlgorithms;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>RSA encryption. .NET does it, but for OAEP with a label, which is what associated data is here.</summary>
internal static class RsaEncryption
{
    public static byte[] Encrypt(RsaKey key, string algorithm, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> label)
    {
        if (NeedsLabel(algorithm, label))
        {
            return Process(forEncryption: true, RsaForeignNumbers.Public(key.Parameters), algorithm, plaintext, label);
        }

        using var rsa = RSA.Create(key.Parameters);
        return rsa.Encrypt(plaintext, PaddingOf(algorithm));
    }

    public static byte[] Decrypt(RsaKey key, string algorithm, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> label)
    {
        if (!key.IsPrivate)
            throw new ComponentException("the key is a public one, which can't decrypt");
        if (NeedsLabel(algorithm, label))
            return Process(forEncryption: false, RsaForeignNumbers.Private(key.Parameters), algorithm, ciphertext, label);
        using var rsa = RSA.Create(key.Parameters);
        return rsa.Decrypt(ciphertext, PaddingOf(algorithm));
    }

    private static bool NeedsLabel(string algorithm, ReadOnlySpan<byte> label) => algorithm != Rsa15 && !label.IsEmpty;

    private static byte[] Process(
        bool forEncryption, RsaKeyParameters numbers, string algorithm, ReadOnlySpan<byte> input, ReadOnlySpan<byte> label)
    {
        var encoding = new OaepEncoding(new RsaBlindedEngine(), Digest(algorithm), Digest(algorithm), label.ToArray());
        encoding.Init(forEncryption, numbers);
        return encoding.ProcessBlock(input.ToArray(), 0, input.Length);
    }

    // The names are Dapr's, whose OAEP without a number is the one with SHA-1 that RFC 7518 means.
    private static IDigest Digest(string algorithm) => algorithm switch
    {
        RsaOaep256 => new Sha256Digest(),
        RsaOaep384 => new Sha384Digest(),
        RsaOaep512 => new Sha512Digest(),
        _ => new Sha1Digest(),
    };

    private static RSAEncryptionPadding PaddingOf(string algorithm) => algorithm switch
    {
        Rsa15 => RSAEncryptionPadding.Pkcs1,
        RsaOaep256 => RSAEncryptionPadding.OaepSHA256,
        RsaOaep384 => RSAEncryptionPadding.OaepSHA384,
        RsaOaep512 => RSAEncryptionPadding.OaepSHA512,
        _ => RSAEncryptionPadding.OaepSHA1,
    };
}
