namespace Layotto.Components.Crypto.Keys;

/// <summary>How a key is written.</summary>
public enum CryptoKeyFormat
{
    /// <summary>To be found out: a JWK begins with a brace, PEM with dashes, and anything else is symmetric.</summary>
    Any,

    /// <summary>One JSON Web Key (RFC 7517).</summary>
    Jwk,

    /// <summary>PEM: PKCS #1, PKCS #8, SEC 1, SubjectPublicKeyInfo or a certificate.</summary>
    Pem,
}
