namespace Layotto.Components.Crypto;

/// <summary>What came of an encryption.</summary>
/// <param name="Ciphertext">The encrypted message, as long as the algorithm makes it, without the tag.</param>
/// <param name="Tag">The authentication tag; empty for algorithms without one.</param>
public readonly record struct CryptoCiphertext(byte[] Ciphertext, byte[] Tag)
{
    /// <summary>A ciphertext of an algorithm without a tag.</summary>
    public CryptoCiphertext(byte[] ciphertext)
        : this(ciphertext, [])
    {
    }
}
