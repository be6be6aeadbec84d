using System.Diagnostics;
using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Runtime.Crypto.Scheme;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Crypto;

/// <summary>The crypto building block, whatever API it is called through.</summary>
/// <param name="registry">Where the providers are.</param>
/// <param name="resilience">The policies for calls to providers.</param>
/// <param name="logger">Takes the reasons that callers aren't told, at debug level.</param>
/// <param name="metrics">What is measured of the providers; null for nothing.</param>
public sealed partial class CryptoEngine(ComponentRegistry registry, IResilience resilience, ILogger logger, ComponentMetrics? metrics = null)
{
    private readonly ComponentMetrics _metrics = metrics ?? GatewayMetrics.None.Components;

    /// <summary>Makes sure that a provider can be used.</summary>
    /// <exception cref="ApiException">There is no such provider, or it isn't ready.</exception>
    public void RequireProvider(string name) => Use(name, out _).Dispose();

    /// <summary>Encrypts a stream in the scheme <c>dapr.io/enc/v1</c>. It keeps about two segments of 64 KiB in memory.</summary>
    /// <exception cref="ApiException">The options are wrong, or the key couldn't be wrapped; nothing has been written then.</exception>
    public async ValueTask EncryptAsync(
        string providerName, EncryptionOptions options, ICryptoSource source, ICryptoSink sink, CancellationToken cancellationToken)
    {
        RequireProvider(providerName);
        var algorithm = KeyWrapAlgorithms.Parse(options.KeyWrapAlgorithm)
            ?? throw Failed($"the key wrap algorithm \"{Shorten(options.KeyWrapAlgorithm)}\" is not supported; it must be one of {KeyWrapAlgorithms.Names}");
        var cipher = DataCiphers.Parse(options.DataEncryptionCipher)
            ?? throw Failed($"the data encryption cipher \"{Shorten(options.DataEncryptionCipher)}\" is not supported; it must be one of {DataCiphers.Names}");
        var decryptionKey = options.DecryptionKeyName.Length > 0 ? options.DecryptionKeyName : options.KeyName;
        using var fileKey = FileKey.Create();
        var wrapped = await WrapAsync(providerName, options.KeyName, algorithm, fileKey, cancellationToken).ConfigureAwait(false);
        var manifest = new Manifest(options.OmitDecryptionKeyName ? "" : decryptionKey, algorithm, wrapped, cipher, fileKey.NoncePrefix);
        await EncryptionScheme.EncryptAsync(fileKey, manifest, source, sink, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Decrypts a stream of the scheme <c>dapr.io/enc/v1</c>. What is written has been authenticated, and where it stands in the stream
    /// too; that nothing is missing at the end is known only once this returns.
    /// </summary>
    /// <param name="providerName">The provider of the key.</param>
    /// <param name="keyName">The key; empty for the one that the stream names.</param>
    /// <param name="source">The ciphertext.</param>
    /// <param name="sink">Takes the plaintext.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ApiException">
    /// The stream isn't of the scheme, was encrypted with another key, or has been changed, cut or prolonged.
    /// </exception>
    public async ValueTask DecryptAsync(
        string providerName, string keyName, ICryptoSource source, ICryptoSink sink, CancellationToken cancellationToken)
    {
        RequireProvider(providerName);
        using var input = new ReadAhead(source);
        var header = await SchemeHeader.ReadAsync(input, cancellationToken).ConfigureAwait(false);
        var manifest = header.Manifest;
        if (keyName.Length == 0)
            keyName = manifest.KeyName;
        if (keyName.Length == 0)
            throw Failed("the document's manifest names no key, so the request has to");
        using var fileKey = await UnwrapAsync(providerName, keyName, manifest, cancellationToken).ConfigureAwait(false);
        if (!fileKey.IsSignatureOf(header))
            throw Failed("the signature of the document's header isn't right: it was encrypted with another key, or has been changed");
        await EncryptionScheme.DecryptAsync(fileKey, manifest.Cipher, input, sink, cancellationToken).ConfigureAwait(false);
    }

    internal static ApiException Failed(string reason, Exception? innerException = null)
        => new(CryptoErrors.Operation, ErrorKind.Internal, $"failed to perform operation: {reason}", innerException);

    private async ValueTask<byte[]> WrapAsync(
        string providerName, string keyName, KeyWrapAlgorithm algorithm, FileKey fileKey, CancellationToken cancellationToken)
    {
        var request = new CryptoEncryption(keyName, KeyWrapAlgorithms.NameOf(algorithm), fileKey.Bytes);
        try
        {
            var wrapped = await CallAsync(
                providerName,
                request,
                static (provider, request, cancellationToken) => provider.WrapKeyAsync(request, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            return wrapped.Ciphertext;
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            throw Failed($"failed to wrap the file key: {exception.Message}", exception);
        }
    }

    // As in Dapr, whether a key is missing, forbidden or another one isn't told: a wrong key is put in its place, with which the header's
    // signature can't be right.
    private async ValueTask<FileKey> UnwrapAsync(string providerName, string keyName, Manifest manifest, CancellationToken cancellationToken)
    {
        var request = new CryptoDecryption(keyName, KeyWrapAlgorithms.NameOf(manifest.KeyWrapAlgorithm), manifest.WrappedFileKey);
        try
        {
            var unwrapped = await CallAsync(
                providerName,
                request,
                static (provider, request, cancellationToken) => provider.UnwrapKeyAsync(request, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            if (unwrapped.Length == FileKey.Size)
                return FileKey.Import(unwrapped, manifest.NoncePrefix);
            logger.LogDebug("The file key that {Provider} unwrapped has {Length} bytes", providerName, unwrapped.Length);
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            logger.LogDebug("{Provider} couldn't unwrap a file key: {Reason}", providerName, exception.Message);
        }

        return FileKey.CreateWrong(manifest.NoncePrefix);
    }

    private async ValueTask<TResult> CallAsync<TRequest, TResult>(
        string providerName,
        TRequest request,
        Func<ICryptoProvider, TRequest, CancellationToken, ValueTask<TResult>> call,
        CancellationToken cancellationToken,
        string operation = "crypto_op")
    {
        using var use = Use(providerName, out var provider);
        var start = _metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;
        var success = false;
        try
        {
            var result = await resilience.ForComponent(providerName, ComponentKind.Crypto, FlowDirection.Outbound).ExecuteAsync(
                static (state, cancellationToken) => state.call(state.provider, state.request, cancellationToken),
                (provider, request, call),
                judge: null,
                cancellationToken).ConfigureAwait(false);
            success = true;
            return result;
        }
        finally
        {
            _metrics.Crypto(providerName, operation, success, start);
        }
    }

    private ComponentUse Use(string name, out ICryptoProvider provider)
    {
        if (name.Length > 0 && registry.TryUse(name, out var use))
        {
            var instance = use.Instance;
            if (instance.Component is ICryptoProvider found)
            {
                if (instance.Health == ComponentHealth.Ready)
                {
                    provider = found;
                    return use;
                }

                use.Dispose();
                throw new ApiException(
                    CryptoErrors.Operation, ErrorKind.Unavailable, $"crypto provider {name} is not ready: {instance.LastError ?? "it is being initialised"}");
            }

            use.Dispose();
        }

        if (!registry.Has(ComponentKind.Crypto))
            throw new ApiException(CryptoErrors.NotConfigured, ErrorKind.Internal, "crypto providers not configured");
        throw name.Length == 0
            ? new ApiException(CommonErrors.BadRequest, ErrorKind.InvalidArgument, "invalid request: missing component name")
            : new ApiException(CryptoErrors.NotFound, ErrorKind.InvalidArgument, $"crypto provider {name} not found");
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
