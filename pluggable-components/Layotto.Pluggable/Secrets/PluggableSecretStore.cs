using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Secrets;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Secrets;

/// <summary>A secret store in another process (<c>dapr.proto.components.v1.SecretStore</c>).</summary>
internal sealed class PluggableSecretStore : ISecretStore
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private SecretStore.SecretStoreClient _client = null!;

    public PluggableSecretStore(ComponentSocket socket) => _link = new ComponentLink(
        socket, InitialiseAsync, static (invoker, options) => new SecretStore.SecretStoreClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new SecretStore.SecretStoreClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetSecretRequest { Key = name };
            request.Metadata.AddAll(metadata);
            return (await _client.GetAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false)).Data;
        }
        catch (RpcException exception)
        {
            throw _link.Error(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            var request = new BulkGetSecretRequest();
            request.Metadata.AddAll(metadata);
            var response = await _client.BulkGetAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            return response.Data.ToDictionary(
                secret => secret.Key, secret => (IReadOnlyDictionary<string, string>)secret.Value.Secrets, StringComparer.Ordinal);
        }
        catch (RpcException exception)
        {
            throw _link.Error(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new SecretStore.SecretStoreClient(invoker);
        var metadata = new MetadataRequest();
        metadata.Properties.AddAll(_link.Properties);
        await client.InitAsync(new SecretStoreInitRequest { Metadata = metadata }, cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = [.. (await client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken).ConfigureAwait(false)).Features];
    }
}
