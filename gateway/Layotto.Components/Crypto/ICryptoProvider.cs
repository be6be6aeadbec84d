using Layotto.Components.Crypto.Keys;

namespace Layotto.Components.Crypto;

/// <summary>
/// A provider of keys and of operations with them. Whether a key may do what is asked of it, by its <c>key_ops</c>, <c>use</c>,
/// <c>alg</c> and time bounds, is the provider's to enforce.
/// </summary>
/// <remarks>
/// What is wrong is told by a <see cref="ComponentException"/>. Its message never holds key material or plaintext, but it can tell
/// more than a caller may learn: why a decryption failed is for logs.
/// </remarks>
public interface ICryptoProvider : IComponent
{
    /// <summary>The algorithms of encryption and key wrapping, by their names in <see cref="CryptoAlgorithms"/>.</summary>
    IReadOnlyList<string> EncryptionAlgorithms { get; }

    /// <summary>The algorithms of signatures, by their names in <see cref="CryptoAlgorithms"/>.</summary>
    IReadOnlyList<string> SignatureAlgorithms { get; }

    /// <summary>Gives the public part of a key.</summary>
    /// <exception cref="CryptoKeyNotFoundException">There is no such key, or it is symmetric and so has no public part.</exception>
    /// <exception cref="ComponentException">The key can't be read.</exception>
    ValueTask<CryptoKey> GetPublicKeyAsync(string keyName, CancellationToken cancellationToken);

    /// <summary>Encrypts a small message.</summary>
    /// <exception cref="ComponentException">The key, the algorithm, or a length doesn't fit.</exception>
    ValueTask<CryptoCiphertext> EncryptAsync(CryptoEncryption request, CancellationToken cancellationToken);

    /// <summary>Decrypts a small message.</summary>
    /// <exception cref="ComponentException">The key, the algorithm, or a length doesn't fit, or the message isn't authentic.</exception>
    ValueTask<byte[]> DecryptAsync(CryptoDecryption request, CancellationToken cancellationToken);

    /// <summary>Wraps a key: the bytes of a symmetric one, or the PKCS #8 or SubjectPublicKeyInfo form of another.</summary>
    /// <exception cref="ComponentException">The key, the algorithm, or a length doesn't fit.</exception>
    ValueTask<CryptoCiphertext> WrapKeyAsync(CryptoEncryption request, CancellationToken cancellationToken);

    /// <summary>Unwraps a key.</summary>
    /// <returns>The bytes that were wrapped.</returns>
    /// <exception cref="ComponentException">The key, the algorithm, or a length doesn't fit, or the wrapped key isn't authentic.</exception>
    ValueTask<byte[]> UnwrapKeyAsync(CryptoDecryption request, CancellationToken cancellationToken);

    /// <summary>Signs a digest; with EdDSA, which hashes by itself, the message.</summary>
    /// <exception cref="ComponentException">The key, the algorithm, or the digest's length doesn't fit.</exception>
    ValueTask<byte[]> SignAsync(string keyName, string algorithm, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken);

    /// <summary>Verifies the signature of a digest; with EdDSA, of the message.</summary>
    /// <returns>Whether the signature is right.</returns>
    /// <exception cref="ComponentException">The key or the algorithm doesn't fit.</exception>
    ValueTask<bool> VerifyAsync(
        string keyName, string algorithm, ReadOnlyMemory<byte> digest, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken);
}
