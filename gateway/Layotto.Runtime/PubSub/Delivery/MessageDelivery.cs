using System.Text.Json;
using Layotto.Components.PubSub;
using Layotto.Runtime.PubSub.Events;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>
/// Brings messages to the app one by one, by Dapr's rules: what the app is done with is acknowledged; what it never wants, and what stays
/// undelivered after the policy's retries, goes to the dead-letter topic where there is one, else what it never wants is acknowledged and
/// the rest goes back to the broker.
/// </summary>
internal sealed class MessageDelivery(DeliveryContext context)
{
    private static readonly Func<DeliveryResult, Exception?, AttemptStatus> Judge = static (result, error) => error switch
    {
        OperationCanceledException => new AttemptStatus(IsFailure: true, IsPermanent: true),
        not null => AttemptStatus.Failure,
        null when result.Status == DeliveryStatus.Retry => AttemptStatus.Failure with { HttpStatus = result.HttpStatus, GrpcStatus = result.GrpcStatus },
        null => AttemptStatus.Success,
    };

    /// <summary>Delivers a message. That it returns is the acknowledgement.</summary>
    /// <exception cref="DeliveryException">The message is refused.</exception>
    /// <exception cref="OperationCanceledException">The message is given back.</exception>
    public async Task DeliverAsync(PubSubMessage message, CancellationToken cancellationToken)
    {
        var topic = context.Binding.AppTopic(message.Topic);
        ReceivedEvent received;
        try
        {
            received = ReceivedEvent.Read(message, context.Subscription.PubSubName, topic, context.Subscription.IsRaw);
        }
        catch (JsonException exception)
        {
            await RefuseAsync(message, $"error deserializing cloud event: {exception.Message}", exception, unreadTopic: topic).ConfigureAwait(false);
            return;
        }

        using (received)
        {
            if (received.HasExpired(context.Time.GetUtcNow()))
            {
                context.Logger.LogWarning("dropping expired pub/sub event {Id}", received.Id);
                context.Metrics.Expired(topic);
                await context.TryBuryAsync(message, "it has expired").ConfigureAwait(false);
                return;
            }

            var path = context.Route(received.Root, out var error);
            if (error is not null)
            {
                await RefuseAsync(message, $"error finding matching route for event {received.Id}: {error}", null, unreadTopic: topic).ConfigureAwait(false);
                return;
            }

            if (path is null)
            {
                context.Logger.LogWarning("no matching route for event {Id} in the {Subscription}; skipping", received.Id, context.Subscription);
                context.Metrics.Unmatched(topic);
                await context.TryBuryAsync(message, "no route matches it").ConfigureAwait(false);
                return;
            }

            var span = context.Tracer.StartDelivery(topic, received.Trace);
            try
            {
                await DeliverAsync(message, received, topic, path, span, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                span.End();
            }
        }
    }

    private async Task DeliverAsync(
        PubSubMessage message, ReceivedEvent received, string topic, string path, TraceSpan span, CancellationToken cancellationToken)
    {
        var @event = new TopicEvent
        {
            PubSubName = context.Subscription.PubSubName,
            Topic = topic,
            Path = path,
            Id = received.Id,
            Json = received.Json,
            Members = received.Root,
            Metadata = context.MetadataOf(message),
            TraceParent = span.Context.ToString(),
            TraceState = span.Context.State ?? "",
        };
        string reason;
        Exception? cause = null;
        try
        {
            var result = await context.Policy.ExecuteAsync(
                static (call, token) => AttemptAsync(call.context, call.Event, token), (context, Event: @event), Judge, cancellationToken).ConfigureAwait(false);
            switch (result.Status)
            {
                case DeliveryStatus.Success:
                    return;
                case DeliveryStatus.Drop:
                    span.SetError(result.Reason);
                    context.Logger.LogWarning("The app dropped the event {Id} of the {Subscription}: {Reason}", received.Id, context.Subscription, result.Reason);
                    if (context.HasDeadLetterTopic && !await context.TryBuryAsync(message, result.Reason).ConfigureAwait(false))
                        throw Unfinished("it was dropped, and couldn't be sent to the dead-letter topic", null);
                    return;
                default:
                    reason = result.Reason;
                    break;
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or DeliveryException))
        {
            (reason, cause) = (exception.Message, exception);
        }

        span.SetError(reason);
        await RefuseAsync(message, $"the event {received.Id} couldn't be delivered: {reason}", cause).ConfigureAwait(false);
    }

    private static async ValueTask<DeliveryResult> AttemptAsync(DeliveryContext context, TopicEvent @event, CancellationToken cancellationToken)
    {
        var start = context.Metrics.Start();
        var result = await context.App.DeliverAsync(@event, cancellationToken).ConfigureAwait(false);
        context.Metrics.Delivered(@event.Topic, result, start);
        return result;
    }

    private async ValueTask RefuseAsync(PubSubMessage message, string reason, Exception? cause, string? unreadTopic = null)
    {
        context.Logger.LogWarning("{Subscription}: {Reason}", context.Subscription, reason);
        var isBuried = await context.TryBuryAsync(message, reason).ConfigureAwait(false);
        if (unreadTopic is not null)
            context.Metrics.Unreadable(unreadTopic, isBuried);
        if (!isBuried)
            throw Unfinished(reason, cause);
    }

    // While the subscription is being stopped a failure may well be the stop's, so it must not count against the message.
    private Exception Unfinished(string reason, Exception? cause)
        => context.IsLeaving ? new OperationCanceledException(reason, cause) : new DeliveryException(reason, cause);
}
