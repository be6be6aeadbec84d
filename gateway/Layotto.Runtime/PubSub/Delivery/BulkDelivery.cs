using System.Text.Json;
using Layotto.Components.PubSub;
using Layotto.Runtime.PubSub.Events;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>Brings messages to the app many at once, those of one path together; each ends by the rules of a single one.</summary>
internal sealed class BulkDelivery(DeliveryContext context)
{
    private static readonly Func<Group?, Exception?, AttemptStatus> Judge = static (group, error) => error switch
    {
        OperationCanceledException => new AttemptStatus(IsFailure: true, IsPermanent: true),
        not null => AttemptStatus.Failure,
        null => group!.Left.Count == 0
            ? AttemptStatus.Success
            : AttemptStatus.Failure with { HttpStatus = group.Last?.HttpStatus, GrpcStatus = group.Last?.GrpcStatus },
    };

    /// <summary>Delivers messages.</summary>
    /// <returns>For each, in their order, null for done, else why it is refused or given back.</returns>
    public async Task<IReadOnlyList<Exception?>> DeliverAsync(IReadOnlyList<PubSubMessage> messages, CancellationToken cancellationToken)
    {
        var errors = new Exception?[messages.Count];
        var received = new List<ReceivedEvent>(messages.Count);
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        try
        {
            for (var index = 0; index < messages.Count; index++)
                errors[index] = await SortAsync(messages[index], index, groups, received).ConfigureAwait(false);
            foreach (var group in groups.Values)
                await DeliverAsync(group, errors, messages, cancellationToken).ConfigureAwait(false);
            return errors;
        }
        finally
        {
            foreach (var group in groups.Values)
                group.EndSpans(errors);
            received.ForEach(static one => one.Dispose());
        }
    }

    // Puts a message with those of the same path, or tells why it goes back; null is also for one that is done with already.
    private async ValueTask<Exception?> SortAsync(PubSubMessage message, int index, Dictionary<string, Group> groups, List<ReceivedEvent> received)
    {
        var topic = context.Binding.AppTopic(message.Topic);
        ReceivedEvent one;
        try
        {
            one = ReceivedEvent.Read(message, context.Subscription.PubSubName, topic, context.Subscription.IsRaw);
        }
        catch (JsonException exception)
        {
            return await RefuseAsync(message, $"error deserializing cloud event: {exception.Message}", exception).ConfigureAwait(false);
        }

        received.Add(one);
        if (one.HasExpired(context.Time.GetUtcNow()))
        {
            context.Logger.LogWarning("dropping expired pub/sub event {Id}", one.Id);
            context.Metrics.OneSkipped(topic);
            await context.TryBuryAsync(message, "it has expired").ConfigureAwait(false);
            return null;
        }

        var path = context.Route(one.Root, out var error);
        if (error is not null)
            return await RefuseAsync(message, $"error finding matching route for event {one.Id}: {error}", null).ConfigureAwait(false);
        if (path is null)
        {
            context.Logger.LogWarning("no matching route for event {Id} in the {Subscription}; skipping", one.Id, context.Subscription);
            context.Metrics.OneSkipped(topic);
            await context.TryBuryAsync(message, "no route matches it").ConfigureAwait(false);
            return null;
        }

        if (!groups.TryGetValue(path, out var group))
            groups[path] = group = new Group(context, path);
        var span = context.Tracer.StartDelivery(topic, one.Trace);
        if (span.IsRecorded)
            group.Spans.Add((index, span));
        group.Left.Add((index, Entry(message, one, topic, path, span.Context)));
        return null;
    }

    private BulkTopicEntry Entry(PubSubMessage message, ReceivedEvent received, string topic, string path, TraceContext trace) => new(
        Guid.NewGuid().ToString(),
        message.Data,
        message.ContentType is { Length: > 0 } contentType ? contentType : context.Subscription.IsRaw ? ContentTypes.Binary : ContentTypes.CloudEvent,
        new TopicEvent
        {
            PubSubName = context.Subscription.PubSubName,
            Topic = topic,
            Path = path,
            Id = received.Id,
            Json = received.Json,
            Members = received.Root,
            Metadata = message.Metadata,
            TraceParent = trace.ToString(),
            TraceState = trace.State ?? "",
        });

    private async ValueTask DeliverAsync(Group group, Exception?[] errors, IReadOnlyList<PubSubMessage> messages, CancellationToken cancellationToken)
    {
        Exception? cause = null;
        try
        {
            await context.Policy.ExecuteAsync(
                static (group, token) => group.AttemptAsync(token), group, Judge, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            foreach (var (index, _) in group.Left)
                errors[index] = exception;
            group.Left.Clear();
        }
        catch (Exception exception)
        {
            cause = exception;
        }

        foreach (var index in group.Dropped)
        {
            if (context.HasDeadLetterTopic && !await context.TryBuryAsync(messages[index], "the app dropped it").ConfigureAwait(false))
                errors[index] = Unfinished("it was dropped, and couldn't be sent to the dead-letter topic", null);
        }

        foreach (var (index, entry) in group.Left)
        {
            errors[index] = await RefuseAsync(
                messages[index], $"the event {entry.Event.Id} couldn't be delivered: {cause?.Message ?? group.Last?.Reason}", cause).ConfigureAwait(false);
        }
    }

    private async ValueTask<Exception?> RefuseAsync(PubSubMessage message, string reason, Exception? cause)
    {
        context.Logger.LogWarning("{Subscription}: {Reason}", context.Subscription, reason);
        return await context.TryBuryAsync(message, reason).ConfigureAwait(false) ? null : Unfinished(reason, cause);
    }

    private Exception Unfinished(string reason, Exception? cause)
        => context.IsLeaving ? new OperationCanceledException(reason, cause) : new DeliveryException(reason, cause);

    /// <summary>Messages of one path. Each attempt delivers what the attempts before left over.</summary>
    private sealed class Group(DeliveryContext context, string path)
    {
        public List<(int Index, BulkTopicEntry Entry)> Left { get; private set; } = [];

        public List<int> Dropped { get; } = [];

        public List<(int Index, TraceSpan Span)> Spans { get; } = [];

        public BulkDeliveryResult? Last { get; private set; }

        public void EndSpans(Exception?[] errors)
        {
            foreach (var (index, span) in Spans)
            {
                if (errors[index] is { } error)
                    span.SetError(error.Message);
                span.End();
            }
        }

        public async ValueTask<Group> AttemptAsync(CancellationToken cancellationToken)
        {
            var start = context.Metrics.Start();
            Last = await context.App.DeliverManyAsync(
                new BulkTopicEvents
                {
                    PubSubName = context.Subscription.PubSubName,
                    Topic = context.Subscription.Topic,
                    Path = path,
                    Id = Guid.NewGuid().ToString(),
                    IsRaw = context.Subscription.IsRaw,
                    Entries = [.. Left.Select(one => one.Entry)],
                    Metadata = new Dictionary<string, string> { ["pubsubName"] = context.Subscription.PubSubName },
                },
                cancellationToken).ConfigureAwait(false);
            context.Metrics.ManyDelivered(context.Subscription.Topic, Last, start);
            var again = new List<(int Index, BulkTopicEntry Entry)>();
            for (var index = 0; index < Left.Count; index++)
            {
                if (Last.Statuses[index] == DeliveryStatus.Retry)
                    again.Add(Left[index]);
                else if (Last.Statuses[index] == DeliveryStatus.Drop)
                    Dropped.Add(Left[index].Index);
            }

            Left = again;
            return this;
        }
    }
}
