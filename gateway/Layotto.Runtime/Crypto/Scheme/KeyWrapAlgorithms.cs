using Layotto.Components.Crypto;

namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>The names of key wrap algorithms.</summary>
internal static class KeyWrapAlgorithms
{
    /// <summary>All names, for errors.</summary>
    public const string Names = "A256KW (or AES), A128CBC-NOPAD, A192CBC-NOPAD, A256CBC-NOPAD and RSA-OAEP-256 (or RSA)";

    /// <summary>The algorithm of a name or an alias, whatever its case; null where there is none.</summary>
    public static KeyWrapAlgorithm? Parse(string name) => name.ToUpperInvariant() switch
    {
        CryptoAlgorithms.A256Kw or "AES" => KeyWrapAlgorithm.A256Kw,
        CryptoAlgorithms.A128CbcNoPad => KeyWrapAlgorithm.A128CbcNoPad,
        CryptoAlgorithms.A192CbcNoPad => KeyWrapAlgorithm.A192CbcNoPad,
        CryptoAlgorithms.A256CbcNoPad => KeyWrapAlgorithm.A256CbcNoPad,
        CryptoAlgorithms.RsaOaep256 or "RSA" => KeyWrapAlgorithm.RsaOaep256,
        _ => null,
    };

    /// <summary>The name that providers know an algorithm by.</summary>
    public static string NameOf(KeyWrapAlgorithm algorithm) => algorithm switch
    {
        KeyWrapAlgorithm.A256Kw => CryptoAlgorithms.A256Kw,
        KeyWrapAlgorithm.A128CbcNoPad => CryptoAlgorithms.A128CbcNoPad,
        KeyWrapAlgorithm.A192CbcNoPad => CryptoAlgorithms.A192CbcNoPad,
        KeyWrapAlgorithm.A256CbcNoPad => CryptoAlgorithms.A256CbcNoPad,
        _ => CryptoAlgorithms.RsaOaep256,
    };
}
