using System.Collections.Concurrent;
using Grpc.Core;
using Layotto.Components.Configuration;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Configuration;
using Common = Layotto.Protos.Dapr.Common.V1;

namespace Layotto.Dapr.Grpc;

/// <content>The configuration API.</content>
public sealed partial class DaprService
{
    // The subscriptions that a stream of this API carries: those made over HTTP can't be ended here, as in Dapr.
    private readonly ConcurrentDictionary<string, ConfigurationSubscription> _configurationStreams = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async Task<GetConfigurationResponse> GetConfiguration(GetConfigurationRequest request, ServerCallContext context)
    {
        var items = await services.Configuration.GetAsync(request.StoreName, request.Keys, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        var response = new GetConfigurationResponse();
        foreach (var (key, item) in items)
            response.Items[key] = Message(item);
        return response;
    }

    /// <inheritdoc/>
    public override Task<GetConfigurationResponse> GetConfigurationAlpha1(GetConfigurationRequest request, ServerCallContext context)
        => GetConfiguration(request, context);

    /// <inheritdoc/>
    public override async Task SubscribeConfiguration(
        SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context)
    {
        // The id comes first; a change that is there before it waits.
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var subscription = await services.Configuration
            .SubscribeAsync(request.StoreName, request.Keys, request.Metadata, ListenAsync, context.CancellationToken).ConfigureAwait(false);
        string? reason;
        try
        {
            _configurationStreams[subscription.Id] = subscription;
            await responseStream.WriteAsync(new SubscribeConfigurationResponse { Id = subscription.Id }).ConfigureAwait(false);
            isReady.SetResult();
            reason = await subscription.Ended.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            isReady.TrySetCanceled(CancellationToken.None);
            _configurationStreams.TryRemove(subscription.Id, out _);
            await services.Configuration.UnsubscribeAsync(subscription.StoreName, subscription.Id, CancellationToken.None).ConfigureAwait(false);
        }

        if (reason is not null)
            throw new RpcException(new Status(StatusCode.Unavailable, $"the subscription of the configuration store {request.StoreName} ended: {reason}"));

        async ValueTask ListenAsync(string id, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
        {
            await isReady.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            var response = new SubscribeConfigurationResponse { Id = id };
            foreach (var (key, item) in items)
                response.Items[key] = Message(item);
            await responseStream.WriteAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task SubscribeConfigurationAlpha1(
        SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context)
        => SubscribeConfiguration(request, responseStream, context);

    /// <inheritdoc/>
    public override async Task<UnsubscribeConfigurationResponse> UnsubscribeConfiguration(UnsubscribeConfigurationRequest request, ServerCallContext context)
    {
        // The store's name isn't looked at, as in Dapr: the id is enough.
        if (_configurationStreams.TryGetValue(request.Id, out var subscription)
            && await services.Configuration.UnsubscribeAsync(subscription.StoreName, request.Id, context.CancellationToken).ConfigureAwait(false))
        {
            return new UnsubscribeConfigurationResponse { Ok = true };
        }

        return new UnsubscribeConfigurationResponse
        {
            Ok = false,
            Message = $"failed to unsubscribe to configuration request {request.Id}: subscription does not exist",
        };
    }

    /// <inheritdoc/>
    public override Task<UnsubscribeConfigurationResponse> UnsubscribeConfigurationAlpha1(
        UnsubscribeConfigurationRequest request, ServerCallContext context)
        => UnsubscribeConfiguration(request, context);

    private static Common.ConfigurationItem Message(ConfigurationItem item)
    {
        var message = new Common.ConfigurationItem { Value = item.Value, Version = item.Version };
        foreach (var (key, value) in item.Metadata)
            message.Metadata[key] = value;
        return message;
    }
}
