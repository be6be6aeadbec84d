namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>The names of the ciphers of data.</summary>
internal static class DataCiphers
{
    /// <summary>All names, for errors.</summary>
    public const string Names = "aes-gcm and chacha20-poly1305";

    /// <summary>The cipher of a name, whatever its case; AES-GCM for an empty one, null where there is none.</summary>
    public static DataCipher? Parse(string name) => name.ToUpperInvariant() switch
    {
        "" or "AES-GCM" => DataCipher.AesGcm,
        "CHACHA20-POLY1305" => DataCipher.ChaCha20Poly1305,
        _ => null,
    };
}
