namespace Layotto.Components.Crypto;

/// <summary>What is to be encrypted, or which key is to be wrapped, and how.</summary>
/// <param name="KeyName">The key to do it with.</param>
/// <param name="Algorithm">One of <see cref="CryptoAlgorithms"/>.</param>
/// <param name="Plaintext">The message, or the key to wrap.</param>
/// <param name="Nonce">The nonce or initialisation vector; empty for algorithms without one.</param>
/// <param name="AssociatedData">What is authenticated along with the message; the label, with RSA-OAEP. Empty for none.</param>
public readonly record struct CryptoEncryption(
    string KeyName,
    string Algorithm,
    ReadOnlyMemory<byte> Plaintext,
    ReadOnlyMemory<byte> Nonce = default,
    ReadOnlyMemory<byte> AssociatedData = default)
{
    /// <summary>The names alone: the plaintext is nobody's business.</summary>
    public override string ToString() => $"{Algorithm} with {KeyName}";
}
