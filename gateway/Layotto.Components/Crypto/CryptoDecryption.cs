namespace Layotto.Components.Crypto;

/// <summary>What is to be decrypted, or which wrapped key is to be unwrapped, and how.</summary>
/// <param name="KeyName">The key to do it with.</param>
/// <param name="Algorithm">One of <see cref="CryptoAlgorithms"/>.</param>
/// <param name="Ciphertext">The encrypted message, or the wrapped key, without its tag.</param>
/// <param name="Nonce">The nonce or initialisation vector; empty for algorithms without one.</param>
/// <param name="Tag">The authentication tag; empty for algorithms without one.</param>
/// <param name="AssociatedData">What was authenticated along with the message; the label, with RSA-OAEP. Empty for none.</param>
public readonly record struct CryptoDecryption(
    string KeyName,
    string Algorithm,
    ReadOnlyMemory<byte> Ciphertext,
    ReadOnlyMemory<byte> Nonce = default,
    ReadOnlyMemory<byte> Tag = default,
    ReadOnlyMemory<byte> AssociatedData = default);
