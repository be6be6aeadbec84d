using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;
using ConfigurationItem = Layotto.Components.Configuration.ConfigurationItem;

namespace Layotto.Pluggable.Configuration;

/// <summary>A configuration store in another process (<c>layotto.components.v1.ConfigurationStore</c>).</summary>
internal sealed class PluggableConfigurationStore : IConfigurationStore
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private ConfigurationStore.ConfigurationStoreClient _client = null!;

    public PluggableConfigurationStore(ComponentSocket socket) => _link = new ComponentLink(
        socket,
        InitialiseAsync,
        static (invoker, options) => new ConfigurationStore.ConfigurationStoreClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new ConfigurationStore.ConfigurationStoreClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var request = new GetConfigurationRequest();
        request.Keys.AddRange(keys);
        request.Metadata.AddAll(metadata);
        var response = await _link.AnswerAsync(_client.GetAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return ConfigurationMessages.ToItems(response.Items, ConfigurationMessages.Filter(keys));
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        IReadOnlyList<string> keys,
        IReadOnlyDictionary<string, string> metadata,
        ConfigurationHandler handler,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new SubscribeConfigurationRequest();
        request.Keys.AddRange(keys);
        request.Metadata.AddAll(metadata);
        var stream = new ConfigurationStream(_link, request, handler);
        try
        {
            await stream.StartAsync(cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new ConfigurationStore.ConfigurationStoreClient(invoker);
        await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = await LinkCalls.ReadFeaturesAsync(client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}
