using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Layotto.Components.Crypto.Keys;

/// <summary>Reads a key in PEM.</summary>
internal static class PemKeyReader
{
    private const string RsaAlgorithm = "1.2.840.113549.1.1.1";
    private const string EllipticAlgorithm = "1.2.840.10045.2.1";
    private const string Ed25519Algorithm = "1.3.101.112";

    /// <summary>Reads the first block of a text.</summary>
    /// <exception cref="ComponentException">It is no key.</exception>
    public static CryptoKey Read(string text)
    {
        if (!PemEncoding.TryFind(text, out var fields))
            throw new ComponentException("the key isn't valid PEM");
        var bytes = Convert.FromBase64String(text[fields.Base64Data]);
        try
        {
            return text[fields.Label] switch
            {
                "RSA PRIVATE KEY" => Rsa(rsa => rsa.ImportRSAPrivateKey(bytes, out _), isPrivate: true),
                "RSA PUBLIC KEY" => Rsa(rsa => rsa.ImportRSAPublicKey(bytes, out _), isPrivate: false),
                "EC PRIVATE KEY" => Elliptic(ecdsa => ecdsa.ImportECPrivateKey(bytes, out _), isPrivate: true),
                "PRIVATE KEY" => Pkcs8(bytes),
                "PUBLIC KEY" => SubjectPublicKeyInfo(bytes),
                "CERTIFICATE" => Certificate(bytes),
                "ENCRYPTED PRIVATE KEY" => throw new ComponentException("the key is encrypted with a password; it must be in the clear"),
                _ => throw new UnsupportedKeyException("the PEM block isn't a private key, a public key or a certificate"),
            };
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            throw new ComponentException("the key in the PEM block can't be read: it is damaged, or of a sort that isn't supported");
        }
    }

    private static CryptoKey Certificate(byte[] bytes)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(bytes);
        return SubjectPublicKeyInfo(certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    private static CryptoKey Pkcs8(byte[] bytes)
    {
        var sequence = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        sequence.ReadInteger();
        switch (sequence.ReadSequence().ReadObjectIdentifier())
        {
            case RsaAlgorithm:
                return Rsa(rsa => rsa.ImportPkcs8PrivateKey(bytes, out _), isPrivate: true);
            case EllipticAlgorithm:
                return Elliptic(ecdsa => ecdsa.ImportPkcs8PrivateKey(bytes, out _), isPrivate: true);
            case Ed25519Algorithm:
                var seed = Sized(new AsnReader(sequence.ReadOctetString(), AsnEncodingRules.BER).ReadOctetString());
                return new EdwardsKey(EdwardsKey.Ed25519, [], seed);
            default:
                throw UnknownAlgorithm();
        }
    }

    private static CryptoKey SubjectPublicKeyInfo(byte[] bytes)
    {
        var sequence = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        return sequence.ReadSequence().ReadObjectIdentifier() switch
        {
            RsaAlgorithm => Rsa(rsa => rsa.ImportSubjectPublicKeyInfo(bytes, out _), isPrivate: false),
            EllipticAlgorithm => Elliptic(ecdsa => ecdsa.ImportSubjectPublicKeyInfo(bytes, out _), isPrivate: false),
            Ed25519Algorithm => new EdwardsKey(EdwardsKey.Ed25519, Sized(sequence.ReadBitString(out _)), null),
            _ => throw UnknownAlgorithm(),
        };
    }

    private static RsaKey Rsa(Action<RSA> import, bool isPrivate)
    {
        using var rsa = RSA.Create();
        import(rsa);
        return rsa.KeySize <= RsaKey.MaxModulusBytes * 8
            ? new RsaKey(rsa.ExportParameters(isPrivate))
            : throw new ComponentException($"the key has {rsa.KeySize} bits; the most is {RsaKey.MaxModulusBytes * 8}");
    }

    private static EllipticKey Elliptic(Action<ECDsa> import, bool isPrivate)
    {
        using var ecdsa = ECDsa.Create();
        import(ecdsa);
        var parameters = ecdsa.ExportParameters(isPrivate);
        return new EllipticKey(EllipticCurves.NameOf(parameters.Curve), parameters);
    }

    private static byte[] Sized(byte[] bytes)
        => bytes.Length == EdwardsKey.Size ? bytes : throw new ComponentException($"an Ed25519 key has {EdwardsKey.Size} bytes; this one has {bytes.Length}");

    private static UnsupportedKeyException UnknownAlgorithm() => new("the key is none of RSA, EC and Ed25519");
}
