using System.Threading.Channels;
using Grpc.Core;
using Layotto.Components.Configuration;
using Layotto.Protos.Components.V1;
using ConfigurationItem = Layotto.Components.Configuration.ConfigurationItem;
using WireItem = Layotto.Protos.Components.V1.ConfigurationItem;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>A configuration store that is built in, behind our contract.</summary>
internal sealed class HostedConfiguration(HostedComponents<IConfigurationStore> components) : ConfigurationStore.ConfigurationStoreBase
{
    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata, context);
        return new InitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context) => Task.FromResult(new FeaturesResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<GetConfigurationResponse> Get(GetConfigurationRequest request, ServerCallContext context) => HostedComponents<IConfigurationStore>.AnswerAsync(async () =>
    {
        var response = new GetConfigurationResponse();
        foreach (var (key, item) in await components.Of(context).GetAsync([.. request.Keys], request.Metadata, context.CancellationToken))
            response.Items[key] = ToWire(item);
        return response;
    });

    public override async Task Subscribe(
        SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context)
    {
        var changes = Channel.CreateUnbounded<SubscribeConfigurationResponse>();
        var store = components.Of(context);
        await using var subscription = await store.SubscribeAsync([.. request.Keys], request.Metadata, TellAsync, context.CancellationToken);

        // What changes between the two is told again, which does no harm.
        var first = new SubscribeConfigurationResponse();
        foreach (var (key, item) in await store.GetAsync([.. request.Keys], request.Metadata, context.CancellationToken))
            first.Items[key] = ToWire(item);
        await responseStream.WriteAsync(first, context.CancellationToken);
        await foreach (var change in changes.Reader.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(change, context.CancellationToken);

        ValueTask TellAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
        {
            var change = new SubscribeConfigurationResponse();
            foreach (var (key, item) in items)
            {
                if (item == ConfigurationItem.Deleted)
                    change.Deleted.Add(key);
                else
                    change.Items[key] = ToWire(item);
            }

            changes.Writer.TryWrite(change);
            return ValueTask.CompletedTask;
        }
    }

    private static WireItem ToWire(ConfigurationItem item) => new() { Value = item.Value, Version = item.Version, Metadata = { item.Metadata.ToDictionary() } };
}
