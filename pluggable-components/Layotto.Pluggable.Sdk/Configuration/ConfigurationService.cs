using Grpc.Core;
using Layotto.Components.Configuration;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;
using ConfigurationItem = Layotto.Components.Configuration.ConfigurationItem;
using WireItem = Layotto.Protos.Components.V1.ConfigurationItem;

namespace Layotto.Pluggable.Sdk.Configuration;

/// <summary>A configuration store as our service.</summary>
internal sealed class ConfigurationService(ComponentInstances instances) : ConfigurationStore.ConfigurationStoreBase
{
    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InitResponse>(request, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { instances.Features(context) } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<GetConfigurationResponse> Get(GetConfigurationRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var items = await held.As<IConfigurationStore>().GetAsync([.. request.Keys], request.Metadata, context.CancellationToken).ConfigureAwait(false);
        var response = new GetConfigurationResponse();
        foreach (var (key, item) in items)
            response.Items[key] = ToWire(item);
        return response;
    }

    public override async Task Subscribe(
        SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, instances.Stopping);
        var store = held.As<IConfigurationStore>();
        string[] keys = [.. request.Keys];
        var changes = new LatestItems();
        await using var subscription = await store.SubscribeAsync(keys, request.Metadata, changes.TellAsync, ending.Token).ConfigureAwait(false);

        // What changes between the two is told again, which does no harm.
        var first = new SubscribeConfigurationResponse();
        foreach (var (key, item) in await store.GetAsync(keys, request.Metadata, ending.Token).ConfigureAwait(false))
            first.Items[key] = ToWire(item);
        await responseStream.WriteAsync(first, ending.Token).ConfigureAwait(false);
        try
        {
            while (true)
                await responseStream.WriteAsync(ToWire(await changes.TakeAsync(ending.Token).ConfigureAwait(false)), ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (instances.Stopping.IsCancellationRequested)
        {
            // The process ends; who subscribed comes again when it is back.
        }
    }

    private static SubscribeConfigurationResponse ToWire(Dictionary<string, ConfigurationItem> changes)
    {
        var response = new SubscribeConfigurationResponse();
        foreach (var (key, item) in changes)
        {
            if (item == ConfigurationItem.Deleted)
                response.Deleted.Add(key);
            else
                response.Items[key] = ToWire(item);
        }

        return response;
    }

    private static WireItem ToWire(ConfigurationItem item)
    {
        var wire = new WireItem { Value = item.Value, Version = item.Version };
        foreach (var (key, value) in item.Metadata)
            wire.Metadata[key] = value;
        return wire;
    }
}
