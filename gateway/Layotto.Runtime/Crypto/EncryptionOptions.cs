namespace Layotto.Runtime.Crypto;

/// <summary>How a stream is to be encrypted.</summary>
/// <param name="KeyName">The key that wraps the stream's own.</param>
/// <param name="KeyWrapAlgorithm">
/// How it does so: <c>A256KW</c> (or <c>AES</c>), <c>A128CBC-NOPAD</c>, <c>A192CBC-NOPAD</c>, <c>A256CBC-NOPAD</c> or
/// <c>RSA-OAEP-256</c> (or <c>RSA</c>), whatever the case.
/// </param>
public sealed record EncryptionOptions(string KeyName, string KeyWrapAlgorithm)
{
    /// <summary>The cipher of the data, whatever the case: <c>aes-gcm</c>, which an empty one means too, or <c>chacha20-poly1305</c>.</summary>
    public string DataEncryptionCipher { get; init; } = "";

    /// <summary>Whether the stream doesn't name the key that decrypts it.</summary>
    public bool OmitDecryptionKeyName { get; init; }

    /// <summary>The key that the stream names as the one that decrypts it; empty for <see cref="KeyName"/>.</summary>
    public string DecryptionKeyName { get; init; } = "";
}
