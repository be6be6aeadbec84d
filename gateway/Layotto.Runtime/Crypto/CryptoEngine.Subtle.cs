using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Components.Crypto.Keys;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Crypto;

/// <content>
/// The operations on small messages. Why one failed is told to the log at debug level and not to the caller, who could learn of a
/// ciphertext's padding from it.
/// </content>
public sealed partial class CryptoEngine
{
    /// <summary>Gives the public part of a key.</summary>
    /// <param name="providerName">The provider of the key.</param>
    /// <param name="keyName">The key.</param>
    /// <param name="format">PEM or JWK.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ApiException">There is no such provider or key, or the key is symmetric.</exception>
    public async ValueTask<string> GetKeyAsync(
        string providerName, string keyName, CryptoKeyFormat format, CancellationToken cancellationToken)
    {
        try
        {
            var key = await CallAsync(
                providerName,
                keyName,
                static (provider, keyName, cancellationToken) => provider.GetPublicKeyAsync(keyName, cancellationToken),
                cancellationToken,
                "get").ConfigureAwait(false);
            return format == CryptoKeyFormat.Pem ? key.ToPublicPem() : key.ToPublicJson();
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            throw new ApiException(
                CryptoErrors.Key, ErrorKind.Internal, $"failed to retrieve key {keyName}: {exception.Message}", exception);
        }
    }

    /// <summary>Encrypts a small message.</summary>
    /// <exception cref="ApiException">There is no such provider, or it couldn't.</exception>
    public ValueTask<CryptoCiphertext> EncryptAsync(string providerName, CryptoEncryption request, CancellationToken cancellationToken)
        => SubtleAsync(
            providerName,
            request,
            static (provider, request, cancellationToken) => provider.EncryptAsync(request, cancellationToken),
            "failed to encrypt",
            cancellationToken);

    /// <summary>Decrypts a small message.</summary>
    /// <exception cref="ApiException">There is no such provider, or it couldn't.</exception>
    public ValueTask<byte[]> DecryptAsync(string providerName, CryptoDecryption request, CancellationToken cancellationToken)
        => SubtleAsync(
            providerName,
            request,
            static (provider, request, cancellationToken) => provider.DecryptAsync(request, cancellationToken),
            "failed to decrypt",
            cancellationToken);

    /// <summary>Wraps a key, which may be given as a JWK, as PEM, or as the bytes of a symmetric one, raw or in Base64.</summary>
    /// <exception cref="ApiException">There is no such provider, the key to wrap is none, or the provider couldn't.</exception>
    public ValueTask<CryptoCiphertext> WrapKeyAsync(string providerName, CryptoEncryption request, CancellationToken cancellationToken)
    {
        RequireProvider(providerName);
        byte[] plaintext;
        try
        {
            plaintext = CryptoKeyReader.Read(request.Plaintext).Serialize();
        }
        catch (ComponentException exception)
        {
            throw Failed($"failed to parse plaintext key: {exception.Message}", exception);
        }

        return SubtleAsync(
            providerName,
            request with { Plaintext = plaintext },
            static (provider, request, cancellationToken) => provider.WrapKeyAsync(request, cancellationToken),
            "failed to wrap key",
            cancellationToken);
    }

    /// <summary>Unwraps a key.</summary>
    /// <exception cref="ApiException">There is no such provider, or it couldn't.</exception>
    public ValueTask<byte[]> UnwrapKeyAsync(string providerName, CryptoDecryption request, CancellationToken cancellationToken)
        => SubtleAsync(
            providerName,
            request,
            static (provider, request, cancellationToken) => provider.UnwrapKeyAsync(request, cancellationToken),
            "failed to unwrap key",
            cancellationToken);

    /// <summary>Signs a digest.</summary>
    /// <exception cref="ApiException">There is no such provider, or it couldn't.</exception>
    public ValueTask<byte[]> SignAsync(
        string providerName, string keyName, string algorithm, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
        => SubtleAsync(
            providerName,
            (keyName, algorithm, digest),
            static (provider, request, cancellationToken) => provider.SignAsync(request.keyName, request.algorithm, request.digest, cancellationToken),
            "failed to sign",
            cancellationToken);

    /// <summary>Verifies the signature of a digest.</summary>
    /// <returns>Whether it is right.</returns>
    /// <exception cref="ApiException">There is no such provider, or it couldn't.</exception>
    public ValueTask<bool> VerifyAsync(
        string providerName,
        string keyName,
        string algorithm,
        ReadOnlyMemory<byte> digest,
        ReadOnlyMemory<byte> signature,
        CancellationToken cancellationToken)
        => SubtleAsync(
            providerName,
            (keyName, algorithm, digest, signature),
            static (provider, request, cancellationToken)
                => provider.VerifyAsync(request.keyName, request.algorithm, request.digest, request.signature, cancellationToken),
            "failed to verify signature",
            cancellationToken);

    private async ValueTask<TResult> SubtleAsync<TRequest, TResult>(
        string providerName,
        TRequest request,
        Func<ICryptoProvider, TRequest, CancellationToken, ValueTask<TResult>> call,
        string failure,
        CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(providerName, request, call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            logger.LogDebug("{Provider} {Failure}: {Reason}", providerName, failure, exception.Message);
            throw Failed(failure, exception);
        }
    }
}
