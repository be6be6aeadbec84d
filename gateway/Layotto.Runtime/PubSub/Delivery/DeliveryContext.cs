using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>What deliveries of a subscription need.</summary>
internal sealed class DeliveryContext(
    TopicSubscription subscription, PubSubBinding binding, ISubscriberApp app, PubSubEngine engine, IResilience resilience, TimeProvider time, ILogger logger)
{
    /// <summary>How long the publication to a dead-letter topic may take: by then a delivery may have no time left of its own.</summary>
    private static readonly TimeSpan DeadLetterTimeout = TimeSpan.FromSeconds(30);

    public TopicSubscription Subscription => subscription;

    public PubSubBinding Binding => binding;

    public ISubscriberApp App => app;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    public Tracer Tracer => engine.Tracer;

    public DeliveryMetrics Metrics { get; } = new(engine.Metrics, subscription.PubSubName);

    /// <summary>Whether the subscription is being stopped or rests: what fails now goes back to the broker and nowhere else.</summary>
    public bool IsLeaving { get; set; }

    public bool HasDeadLetterTopic => subscription.DeadLetterTopic.Length > 0;

    public ResiliencePolicy Policy => resilience.ForComponent(subscription.PubSubName, ComponentKind.PubSub, FlowDirection.Inbound);

    /// <summary>Finds the path of an event.</summary>
    /// <param name="members">The event's members.</param>
    /// <param name="error">Why there is none, where a rule has no value; else null.</param>
    /// <returns>The path; null where no rule holds.</returns>
    public string? Route(System.Text.Json.JsonElement members, out string? error)
    {
        foreach (var rule in subscription.Rules)
        {
            if (rule.Matches(members, out error))
                return rule.Path;
            if (error is not null)
                return null;
        }

        error = null;
        return null;
    }

    /// <summary>The metadata of a message as the app gets it.</summary>
    public Dictionary<string, string> MetadataOf(PubSubMessage message)
    {
        var metadata = new Dictionary<string, string>(message.Metadata, StringComparer.Ordinal) { ["pubsubName"] = subscription.PubSubName };
        if (message.ContentType is { Length: > 0 } contentType)
            metadata["content-type"] = contentType;
        return metadata;
    }

    /// <summary>Publishes a message to the dead-letter topic.</summary>
    /// <returns>Whether it is there; never while the subscription is being stopped.</returns>
    public async ValueTask<bool> TryBuryAsync(PubSubMessage message, string reason)
    {
        if (!HasDeadLetterTopic || IsLeaving)
            return false;
        using var patience = new CancellationTokenSource(DeadLetterTimeout, time);
        try
        {
            await engine.PublishAsync(
                subscription.PubSubName,
                new PublishRequest(subscription.DeadLetterTopic, message.Data, message.ContentType, MetadataOf(message)),
                StatusFamily.Grpc,
                patience.Token).ConfigureAwait(false);
            logger.LogWarning("A message of the {Subscription} went to the dead-letter topic {DeadLetterTopic}: {Reason}", subscription, subscription.DeadLetterTopic, reason);
            return true;
        }
        catch (Exception exception) when (exception is Errors.ApiException or OperationCanceledException)
        {
            logger.LogError(
                "error sending message to dead letter, origin topic: {Topic} dead letter topic {DeadLetterTopic} err: {Reason}",
                subscription.Topic, subscription.DeadLetterTopic, exception.Message);
            return false;
        }
    }
}
