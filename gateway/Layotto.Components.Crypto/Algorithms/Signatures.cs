using System.Security.Cryptography;
using Layotto.Components.Crypto.Keys;
using static Layotto.Components.Crypto.CryptoAlgorithms;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>Signatures: the algorithms that Dapr's own providers do.</summary>
internal static class Signatures
{
    /// <summary>The names of all of them.</summary>
    public static IReadOnlyList<string> Supported { get; } = [Rs256, Rs384, Rs512, Ps256, Ps384, Ps512, Es256, Es384, Es512, EdDsa];

    /// <summary>Signs a digest, or with EdDSA a message.</summary>
    public static byte[] Sign(CryptoKey key, string algorithm, ReadOnlySpan<byte> digest)
    {
        if (!key.IsPrivate)
            throw new ComponentException("the key is a public one, which can't sign");
        switch (algorithm)
        {
            case Rs256 or Rs384 or Rs512:
                var hash = HashOf(algorithm, digest);
                using (var rsa = RSA.Create(Rsa(key).Parameters))
                    return rsa.SignHash(digest, hash, RSASignaturePadding.Pkcs1);
            case Ps256 or Ps384 or Ps512:
                return PssSignatures.Sign(Rsa(key), HashOf(algorithm, digest), digest);
            case Es256 or Es384 or Es512:
                using (var ecdsa = ECDsa.Create(Elliptic(key).Parameters))
                    return ecdsa.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);
            case EdDsa:
                return EdwardsSignatures.Sign(Edwards(key), digest);
            default:
                throw Unsupported(algorithm);
        }
    }

    /// <summary>Verifies the signature of a digest, or with EdDSA of a message.</summary>
    public static bool Verify(CryptoKey key, string algorithm, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        switch (algorithm)
        {
            case Rs256 or Rs384 or Rs512:
                var hash = HashOf(algorithm, digest);
                using (var rsa = RSA.Create(Rsa(key).Parameters))
                    return rsa.VerifyHash(digest, signature, hash, RSASignaturePadding.Pkcs1);
            case Ps256 or Ps384 or Ps512:
                return PssSignatures.Verify(Rsa(key), HashOf(algorithm, digest), digest, signature);
            case Es256 or Es384 or Es512:
                using (var ecdsa = ECDsa.Create(Elliptic(key).Parameters))
                    return VerifyElliptic(ecdsa, digest, signature);
            case EdDsa:
                return EdwardsSignatures.Verify(Edwards(key), digest, signature);
            default:
                throw Unsupported(algorithm);
        }
    }

    // A signature that isn't even DER is a wrong one, not an error.
    private static bool VerifyElliptic(ECDsa ecdsa, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        try
        {
            return ecdsa.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static HashAlgorithmName HashOf(string algorithm, ReadOnlySpan<byte> digest)
    {
        var (name, size) = algorithm[^3..] switch
        {
            "256" => (HashAlgorithmName.SHA256, 32),
            "384" => (HashAlgorithmName.SHA384, 48),
            _ => (HashAlgorithmName.SHA512, 64),
        };
        return digest.Length == size ? name : throw new ComponentException($"the digest has {digest.Length} bytes; {algorithm} takes one of {size}");
    }

    private static RsaKey Rsa(CryptoKey key) => key as RsaKey ?? throw Mismatch(key, "RSA");

    private static EllipticKey Elliptic(CryptoKey key) => key as EllipticKey ?? throw Mismatch(key, "EC");

    private static EdwardsKey Edwards(CryptoKey key)
        => key is EdwardsKey { Curve: EdwardsKey.Ed25519 } edwards ? edwards : throw Mismatch(key, "Ed25519");

    private static ComponentException Mismatch(CryptoKey key, string wanted)
        => new($"the key is of type {key.Type}; the algorithm takes one of type {wanted}");

    private static ComponentException Unsupported(string algorithm)
        => new($"the algorithm {(algorithm.Length <= 40 ? algorithm : algorithm[..40] + "…")} is not supported");
}
