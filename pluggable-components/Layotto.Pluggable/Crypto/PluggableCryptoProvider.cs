using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Components.Crypto.Keys;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Crypto;

/// <summary>A crypto provider in another process (<c>layotto.components.v1.CryptoProvider</c>).</summary>
internal sealed class PluggableCryptoProvider : ICryptoProvider
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private volatile AlgorithmsResponse _algorithms = new();
    private CryptoProvider.CryptoProviderClient _client = null!;

    public PluggableCryptoProvider(ComponentSocket socket) => _link = new ComponentLink(
        socket, InitialiseAsync, static (invoker, options) => new CryptoProvider.CryptoProviderClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public IReadOnlyList<string> EncryptionAlgorithms => _algorithms.Encryption;

    /// <inheritdoc/>
    public IReadOnlyList<string> SignatureAlgorithms => _algorithms.Signature;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new CryptoProvider.CryptoProviderClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CryptoKey> GetPublicKeyAsync(string keyName, CancellationToken cancellationToken)
    {
        GetKeyResponse response;
        try
        {
            response = await _client.GetKeyAsync(new GetKeyRequest { KeyName = keyName }, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            throw new CryptoKeyNotFoundException();
        }
        catch (RpcException exception)
        {
            throw _link.Error(exception, cancellationToken);
        }

        // A private key that a process gave away by mistake goes no further.
        return ReadKey(response.PublicKey).ToPublic();
    }

    /// <inheritdoc/>
    public async ValueTask<CryptoCiphertext> EncryptAsync(CryptoEncryption request, CancellationToken cancellationToken)
    {
        var message = new EncryptRequest
        {
            KeyName = request.KeyName,
            Algorithm = request.Algorithm,
            Plaintext = Wrap(request.Plaintext),
            Nonce = Wrap(request.Nonce),
            AssociatedData = Wrap(request.AssociatedData),
        };
        var response = await _link.AnswerAsync(_client.EncryptAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        if (response.Ciphertext.IsEmpty && (!request.Plaintext.IsEmpty || response.Tag.IsEmpty))
            throw Missing("ciphertext");
        return new CryptoCiphertext(response.Ciphertext.ToByteArray(), response.Tag.ToByteArray());
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> DecryptAsync(CryptoDecryption request, CancellationToken cancellationToken)
    {
        var message = new DecryptRequest
        {
            KeyName = request.KeyName,
            Algorithm = request.Algorithm,
            Ciphertext = Wrap(request.Ciphertext),
            Nonce = Wrap(request.Nonce),
            Tag = Wrap(request.Tag),
            AssociatedData = Wrap(request.AssociatedData),
        };
        var response = await _link.AnswerAsync(_client.DecryptAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.Plaintext.ToByteArray();
    }

    /// <inheritdoc/>
    public async ValueTask<CryptoCiphertext> WrapKeyAsync(CryptoEncryption request, CancellationToken cancellationToken)
    {
        var message = new WrapKeyRequest
        {
            KeyName = request.KeyName,
            Algorithm = request.Algorithm,
            PlaintextKey = Wrap(request.Plaintext),
            Nonce = Wrap(request.Nonce),
            AssociatedData = Wrap(request.AssociatedData),
        };
        var response = await _link.AnswerAsync(_client.WrapKeyAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.WrappedKey.IsEmpty
            ? throw Missing("wrapped_key")
            : new CryptoCiphertext(response.WrappedKey.ToByteArray(), response.Tag.ToByteArray());
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> UnwrapKeyAsync(CryptoDecryption request, CancellationToken cancellationToken)
    {
        var message = new UnwrapKeyRequest
        {
            KeyName = request.KeyName,
            Algorithm = request.Algorithm,
            WrappedKey = Wrap(request.Ciphertext),
            Nonce = Wrap(request.Nonce),
            Tag = Wrap(request.Tag),
            AssociatedData = Wrap(request.AssociatedData),
        };
        var response = await _link.AnswerAsync(_client.UnwrapKeyAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.PlaintextKey.IsEmpty ? throw Missing("plaintext_key") : response.PlaintextKey.ToByteArray();
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> SignAsync(string keyName, string algorithm, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        var message = new SignRequest { KeyName = keyName, Algorithm = algorithm, Digest = Wrap(digest) };
        var response = await _link.AnswerAsync(_client.SignAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.Signature.IsEmpty ? throw Missing("signature") : response.Signature.ToByteArray();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> VerifyAsync(
        string keyName, string algorithm, ReadOnlyMemory<byte> digest, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken)
    {
        var message = new VerifyRequest { KeyName = keyName, Algorithm = algorithm, Digest = Wrap(digest), Signature = Wrap(signature) };
        var response = await _link.AnswerAsync(_client.VerifyAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.Valid;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static CryptoKey ReadKey(string text)
    {
        var format = text.StartsWith('{') ? CryptoKeyFormat.Jwk
            : text.StartsWith("-----", StringComparison.Ordinal) ? CryptoKeyFormat.Pem
            : throw new ComponentException("the process answered with a key that is neither a JSON Web Key nor PEM");
        return CryptoKeyReader.Read(Encoding.UTF8.GetBytes(text), format);
    }

    private static ComponentException Missing(string field) => new($"the process answered without the field {field}");

    // Messages are sent before the caller uses its buffers again, so nothing is copied.
    private static ByteString Wrap(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new CryptoProvider.CryptoProviderClient(invoker);
        await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = await LinkCalls.ReadFeaturesAsync(client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false);
        _algorithms = await client.AlgorithmsAsync(new AlgorithmsRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
    }
}
