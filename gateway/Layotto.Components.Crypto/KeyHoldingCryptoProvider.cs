using System.Security.Cryptography;
using Layotto.Components.Crypto.Algorithms;
using Layotto.Components.Crypto.Keys;
using Org.BouncyCastle.Crypto;

namespace Layotto.Components.Crypto;

/// <summary>What providers have in common that hold the keys themselves: they differ in where a key is found.</summary>
public abstract class KeyHoldingCryptoProvider : ICryptoProvider
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> EncryptionAlgorithms => Ciphers.Supported;

    /// <inheritdoc/>
    public IReadOnlyList<string> SignatureAlgorithms => Signatures.Supported;

    /// <summary>The clock that keys expire by.</summary>
    protected TimeProvider Time { get; private set; } = TimeProvider.System;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (!OpenSsl.IsAvailable)
            throw new ComponentException("A crypto provider needs OpenSSL, which this machine lacks; install the package libssl3.");
        Time = context.TimeProvider;
        await OpenAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<CryptoKey> GetPublicKeyAsync(string keyName, CancellationToken cancellationToken)
    {
        var key = await FindAsync(keyName, cancellationToken).ConfigureAwait(false);
        return Guard(key, static key => EdwardsSignatures.Complete(key).ToPublic());
    }

    /// <inheritdoc/>
    public ValueTask<CryptoCiphertext> EncryptAsync(CryptoEncryption request, CancellationToken cancellationToken)
        => EncryptAsync(request, CryptoKeyOperation.Encrypt, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CryptoCiphertext> WrapKeyAsync(CryptoEncryption request, CancellationToken cancellationToken)
        => EncryptAsync(request, CryptoKeyOperation.WrapKey, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<byte[]> DecryptAsync(CryptoDecryption request, CancellationToken cancellationToken)
        => DecryptAsync(request, CryptoKeyOperation.Decrypt, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<byte[]> UnwrapKeyAsync(CryptoDecryption request, CancellationToken cancellationToken)
        => DecryptAsync(request, CryptoKeyOperation.UnwrapKey, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<byte[]> SignAsync(string keyName, string algorithm, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        var key = await FindAsync(keyName, algorithm, CryptoKeyOperation.Sign, cancellationToken).ConfigureAwait(false);
        return Guard((key, algorithm, digest), static state => Signatures.Sign(state.key, state.algorithm, state.digest.Span));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> VerifyAsync(
        string keyName, string algorithm, ReadOnlyMemory<byte> digest, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken)
    {
        var key = await FindAsync(keyName, algorithm, CryptoKeyOperation.Verify, cancellationToken).ConfigureAwait(false);
        return Guard(
            (key, algorithm, digest, signature),
            static state => Signatures.Verify(state.key, state.algorithm, state.digest.Span, state.signature.Span));
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads the metadata and makes ready.</summary>
    protected abstract ValueTask OpenAsync(ComponentContext context, CancellationToken cancellationToken);

    /// <summary>Finds a key.</summary>
    /// <exception cref="CryptoKeyNotFoundException">There is none of this name.</exception>
    /// <exception cref="ComponentException">It can't be read.</exception>
    protected abstract ValueTask<CryptoKey> FindAsync(string keyName, CancellationToken cancellationToken);

    private async ValueTask<CryptoCiphertext> EncryptAsync(
        CryptoEncryption request, CryptoKeyOperation operation, CancellationToken cancellationToken)
    {
        var key = await FindAsync(request.KeyName, request.Algorithm, operation, cancellationToken).ConfigureAwait(false);
        return Guard((key, request), static state => Ciphers.Encrypt(state.key, state.request));
    }

    private async ValueTask<byte[]> DecryptAsync(CryptoDecryption request, CryptoKeyOperation operation, CancellationToken cancellationToken)
    {
        var key = await FindAsync(request.KeyName, request.Algorithm, operation, cancellationToken).ConfigureAwait(false);
        return Guard((key, request), static state => Ciphers.Decrypt(state.key, state.request));
    }

    private async ValueTask<CryptoKey> FindAsync(
        string keyName, string algorithm, CryptoKeyOperation operation, CancellationToken cancellationToken)
    {
        var key = await FindAsync(keyName, cancellationToken).ConfigureAwait(false);
        key.Restrictions.Require(operation, algorithm, Time.GetUtcNow());
        return key;
    }

    // What libraries throw at a message that isn't authentic, or at a length that can't be, is one and the same to callers.
    private static TResult Guard<TState, TResult>(TState state, Func<TState, TResult> operation)
    {
        try
        {
            return operation(state);
        }
        catch (Exception exception) when (exception is CryptographicException or CryptoException or ArgumentException)
        {
            throw new ComponentException("the operation failed: the data isn't authentic, or doesn't fit the key and the algorithm", exception);
        }
    }
}
