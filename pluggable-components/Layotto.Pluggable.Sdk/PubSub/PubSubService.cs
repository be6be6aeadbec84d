using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;
using BulkPublishEntry = Layotto.Components.PubSub.BulkPublishEntry;
using PublishRequest = Layotto.Components.PubSub.PublishRequest;
using WirePublishRequest = Layotto.Protos.Dapr.Components.V1.PublishRequest;
using WirePubSub = Layotto.Protos.Dapr.Components.V1.PubSub;

namespace Layotto.Pluggable.Sdk.PubSub;

/// <summary>A broker as Dapr's service.</summary>
internal sealed class PubSubService(ComponentInstances instances) : WirePubSub.PubSubBase
{
    private readonly ConditionalWeakTable<HostedComponent, Successions> _successions = [];
    private readonly ConcurrentDictionary<AnsweredMessages<PullMessagesResponse, AckMessageError?>, (string Connection, string Name)> _streams = [];

    public override Task<PubSubInitResponse> Init(PubSubInitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<PubSubInitResponse>(request.Metadata, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        IEnumerable<string> features = held.As<IPubSub>().Features;
        if (held.Hosted.Component is IBulkPublisher)
            features = features.Append(PubSubFeatures.BulkPublish);
        return Task.FromResult(new FeaturesResponse { Features = { features.Distinct(StringComparer.Ordinal) } });
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<PublishResponse> Publish(WirePublishRequest request, ServerCallContext context)
    {
        RequireTopic(request.Topic, "topic");
        using var held = instances.Hold(context);
        await held.As<IPubSub>().PublishAsync(
            new PublishRequest(request.Topic, request.Data.Memory, ContentType(request.ContentType), request.Metadata),
            context.CancellationToken).ConfigureAwait(false);
        return new PublishResponse();
    }

    public override async Task<BulkPublishResponse> BulkPublish(BulkPublishRequest request, ServerCallContext context)
    {
        RequireTopic(request.Topic, "topic");
        using var held = instances.Hold(context);
        var response = new BulkPublishResponse();
        if (request.Entries.Count == 0)
            return response;
        if (held.Hosted.Component is not IBulkPublisher bulk)
        {
            await PublishEachAsync(held.As<IPubSub>(), request, response, context.CancellationToken).ConfigureAwait(false);
            return response;
        }

        var entries = new BulkPublishEntry[request.Entries.Count];
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = request.Entries[index];
            entries[index] = new BulkPublishEntry(entry.EntryId, entry.Event.Memory, entry.ContentType, entry.Metadata);
        }

        var failures = await bulk.PublishManyAsync(request.Topic, entries, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        response.FailedEntries.AddRange(failures.Select(failure => new BulkPublishResponseFailedEntry { EntryId = failure.EntryId, Error = failure.Message }));
        return response;
    }

    public override async Task PullMessages(
        IAsyncStreamReader<PullMessagesRequest> requestStream, IServerStreamWriter<PullMessagesResponse> responseStream, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
            return;
        var topic = requestStream.Current.Topic;
        RequireTopic(topic?.Name ?? "", "topic.name");
        using var messages = new AnsweredMessages<PullMessagesResponse, AckMessageError?>(responseStream, instances.TimeProvider);
        _streams[messages] = ComponentInstances.KeyOf(context);
        try
        {
            await DeliverAllAsync(held, topic!, messages, requestStream, context).ConfigureAwait(false);
        }
        finally
        {
            _streams.TryRemove(messages, out _);
        }
    }

    /// <remarks>Dapr's sidecar asks for it when it begins to stop, so that what it has been given can be handled before its streams end.</remarks>
    public override Task<PauseResponse> Pause(PauseRequest request, ServerCallContext context)
    {
        ForEachStream(context, static messages => messages.Pause());
        return Task.FromResult(new PauseResponse());
    }

    public override Task<ResumeResponse> Resume(ResumeRequest request, ServerCallContext context)
    {
        ForEachStream(context, static messages => messages.Resume());
        return Task.FromResult(new ResumeResponse());
    }

    // One sidecar's wish is none of another's.
    private void ForEachStream(ServerCallContext context, Action<AnsweredMessages<PullMessagesResponse, AckMessageError?>> action)
    {
        using var held = instances.Hold(context);
        var key = ComponentInstances.KeyOf(context);
        foreach (var (messages, owner) in _streams)
        {
            if (owner == key)
                action(messages);
        }
    }

    private async Task DeliverAllAsync(
        HeldComponent held,
        Topic topic,
        AnsweredMessages<PullMessagesResponse, AckMessageError?> messages,
        IAsyncStreamReader<PullMessagesRequest> requestStream,
        ServerCallContext context)
    {
        var broker = held.As<IPubSub>();
        var successions = _successions.GetValue(held.Hosted, static _ => new Successions());
        var subscription = await successions.SubscribeAsync(
            broker, new SubscribeRequest(topic.Name, topic.Metadata), (message, token) => DeliverAsync(messages, message, token), context.CancellationToken).ConfigureAwait(false);
        try
        {
            await messages.RunAsync(
                async token =>
                {
                    while (await requestStream.MoveNext(token).ConfigureAwait(false))
                        messages.Answer(requestStream.Current.AckMessageId, requestStream.Current.AckError);
                },
                subscription,
                context.CancellationToken,
                instances.Stopping).ConfigureAwait(false);
        }
        finally
        {
            await successions.LeaveAsync(broker, topic.Name, subscription).ConfigureAwait(false);
        }
    }

    private static async Task DeliverAsync(
        AnsweredMessages<PullMessagesResponse, AckMessageError?> messages, PubSubMessage message, CancellationToken cancellationToken)
    {
        var error = await messages.SendAsync(
            id =>
            {
                var wire = new PullMessagesResponse
                {
                    Id = id,
                    TopicName = message.Topic,
                    Data = UnsafeByteOperations.UnsafeWrap(message.Data),
                    ContentType = message.ContentType ?? "",
                };
                foreach (var (key, value) in message.Metadata)
                    wire.Metadata[key] = value;
                return wire;
            },
            cancellationToken).ConfigureAwait(false);
        if (error is not null)
            throw new ComponentException(error.Message.Length > 0 ? error.Message : "The app did not take the message.");
    }

    // One after the other, so that they keep their order.
    private static async Task PublishEachAsync(IPubSub broker, BulkPublishRequest request, BulkPublishResponse response, CancellationToken cancellationToken)
    {
        foreach (var entry in request.Entries)
        {
            try
            {
                await broker.PublishAsync(
                    new PublishRequest(request.Topic, entry.Event.Memory, ContentType(entry.ContentType), entry.Metadata), cancellationToken).ConfigureAwait(false);
            }
            catch (ComponentException exception)
            {
                response.FailedEntries.Add(new BulkPublishResponseFailedEntry { EntryId = entry.EntryId, Error = exception.Message });
            }
        }
    }

    private static string? ContentType(string contentType) => contentType.Length > 0 ? contentType : null;

    private static void RequireTopic(string topic, string field)
    {
        if (topic.Length == 0)
            throw ComponentErrors.BadField(field, $"The field {field} is empty; it must name the topic.");
    }
}
