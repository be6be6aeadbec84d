namespace Layotto.Components.Crypto;

/// <summary>
/// The names of algorithms, as Dapr's API takes them: those of RFC 7518 where it has one. The numbers in them are bits.
/// </summary>
public static class CryptoAlgorithms
{
    /// <summary>AES-CBC with PKCS #7 padding; the nonce is the initialisation vector of 16 bytes. No authentication.</summary>
    public const string A128Cbc = "A128CBC";

    /// <inheritdoc cref="A128Cbc"/>
    public const string A192Cbc = "A192CBC";

    /// <inheritdoc cref="A128Cbc"/>
    public const string A256Cbc = "A256CBC";

    /// <summary>AES-CBC without padding: the message is a multiple of 16 bytes.</summary>
    public const string A128CbcNoPad = "A128CBC-NOPAD";

    /// <inheritdoc cref="A128CbcNoPad"/>
    public const string A192CbcNoPad = "A192CBC-NOPAD";

    /// <inheritdoc cref="A128CbcNoPad"/>
    public const string A256CbcNoPad = "A256CBC-NOPAD";

    /// <summary>AES-GCM: a nonce of 12 bytes, a tag of 16.</summary>
    public const string A128Gcm = "A128GCM";

    /// <inheritdoc cref="A128Gcm"/>
    public const string A192Gcm = "A192GCM";

    /// <inheritdoc cref="A128Gcm"/>
    public const string A256Gcm = "A256GCM";

    /// <summary>AES-CBC with HMAC (RFC 7518, 5.2): a key of 32 bytes, a nonce and a tag of 16.</summary>
    public const string A128CbcHs256 = "A128CBC-HS256";

    /// <summary>AES-CBC with HMAC (RFC 7518, 5.2): a key of 48 bytes, a nonce of 16, a tag of 24.</summary>
    public const string A192CbcHs384 = "A192CBC-HS384";

    /// <summary>AES-CBC with HMAC (RFC 7518, 5.2): a key of 64 bytes, a nonce of 16, a tag of 32.</summary>
    public const string A256CbcHs512 = "A256CBC-HS512";

    /// <summary>AES key wrap (RFC 3394): no nonce; what is wrapped is a multiple of 8 bytes, and at least 16.</summary>
    public const string A128Kw = "A128KW";

    /// <inheritdoc cref="A128Kw"/>
    public const string A192Kw = "A192KW";

    /// <inheritdoc cref="A128Kw"/>
    public const string A256Kw = "A256KW";

    /// <summary>ChaCha20-Poly1305 (RFC 8439): a nonce of 12 bytes, a tag of 16.</summary>
    public const string C20P = "C20P";

    /// <summary>The same, to wrap keys.</summary>
    public const string C20PKw = "C20PKW";

    /// <summary>XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): a nonce of 24 bytes, a tag of 16.</summary>
    public const string XC20P = "XC20P";

    /// <summary>The same, to wrap keys.</summary>
    public const string XC20PKw = "XC20PKW";

    /// <summary>RSA with PKCS #1 v1.5 padding.</summary>
    public const string Rsa15 = "RSA1_5";

    /// <summary>RSA-OAEP with SHA-1.</summary>
    public const string RsaOaep = "RSA-OAEP";

    /// <summary>RSA-OAEP with SHA-256.</summary>
    public const string RsaOaep256 = "RSA-OAEP-256";

    /// <summary>RSA-OAEP with SHA-384.</summary>
    public const string RsaOaep384 = "RSA-OAEP-384";

    /// <summary>RSA-OAEP with SHA-512.</summary>
    public const string RsaOaep512 = "RSA-OAEP-512";

    /// <summary>RSA signatures with PKCS #1 v1.5 padding and SHA-256.</summary>
    public const string Rs256 = "RS256";

    /// <summary>RSA signatures with PKCS #1 v1.5 padding and SHA-384.</summary>
    public const string Rs384 = "RS384";

    /// <summary>RSA signatures with PKCS #1 v1.5 padding and SHA-512.</summary>
    public const string Rs512 = "RS512";

    /// <summary>RSASSA-PSS with SHA-256.</summary>
    public const string Ps256 = "PS256";

    /// <summary>RSASSA-PSS with SHA-384.</summary>
    public const string Ps384 = "PS384";

    /// <summary>RSASSA-PSS with SHA-512.</summary>
    public const string Ps512 = "PS512";

    /// <summary>ECDSA, its signatures in ASN.1 DER. Which curve is the key's; the digest is the caller's.</summary>
    public const string Es256 = "ES256";

    /// <inheritdoc cref="Es256"/>
    public const string Es384 = "ES384";

    /// <inheritdoc cref="Es256"/>
    public const string Es512 = "ES512";

    /// <summary>Ed25519 (RFC 8032), over the message itself.</summary>
    public const string EdDsa = "EdDSA";
}
