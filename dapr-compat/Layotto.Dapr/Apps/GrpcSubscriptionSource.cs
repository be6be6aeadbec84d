using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging;
using TopicSubscription = Layotto.Runtime.PubSub.Subscriptions.TopicSubscription;

namespace Layotto.Dapr.Apps;

/// <summary>Asks a gRPC app what it wants: <c>ListTopicSubscriptions</c>.</summary>
internal sealed class GrpcSubscriptionSource(IAppChannel channel, IResilience resilience, ILoggerFactory loggers) : ISubscriptionSource
{
    private readonly ILogger _logger = loggers.CreateLogger("dapr.runtime.processor.subscription");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TopicSubscription>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await resilience.ForInitialization.ExecuteAsync(
                static (source, token) => source.AskAsync(token), this, null, cancellationToken).ConfigureAwait(false);
            return Read(response);
        }
        catch (Exception exception) when (exception is RpcException or ApiException or ResilienceException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SubscriptionException(
                $"the app couldn't be asked: {(exception is RpcException failed ? failed.Status.Detail : exception.Message)}", exception);
        }
    }

    private async ValueTask<ListTopicSubscriptionsResponse> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var call = new AppCallback.AppCallbackClient(channel.Invoker).ListTopicSubscriptionsAsync(new Empty(), cancellationToken: cancellationToken);
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            _logger.LogInformation("pubsub subscriptions: gRPC app does not implement ListTopicSubscriptions");
            return new ListTopicSubscriptionsResponse();
        }
    }

    private List<TopicSubscription> Read(ListTopicSubscriptionsResponse response)
    {
        var subscriptions = new List<TopicSubscription>(response.Subscriptions.Count);
        foreach (var wanted in response.Subscriptions)
        {
            try
            {
                subscriptions.Add(Read(wanted));
            }
            catch (SubscriptionException exception)
            {
                _logger.LogError("A subscription of the app is left out: {Reason}", exception.Message);
            }
        }

        return subscriptions;
    }

    // The method itself tells a gRPC app's events apart, so it needs no path.
    private static TopicSubscription Read(Protos.Dapr.Runtime.V1.TopicSubscription wanted)
    {
        var rules = (wanted.Routes?.Rules ?? []).Select(rule => new RoutingRule(rule.Match, rule.Path)).ToList();
        if (wanted.Routes?.Default is { Length: > 0 } fallback)
            rules.Add(new RoutingRule("", fallback));
        if (rules.Count == 0)
            rules.Add(new RoutingRule("", ""));
        var bulk = wanted.BulkSubscribe;
        return new TopicSubscription(
            wanted.PubsubName,
            wanted.Topic,
            rules,
            SubscriptionOrigin.Programmatic,
            wanted.Metadata,
            wanted.DeadLetterTopic,
            bulk is { Enabled: true } ? TopicSubscription.BulkOptions(bulk.MaxMessagesCount, bulk.MaxAwaitDurationMs) : null);
    }
}
