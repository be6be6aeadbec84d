using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Components.PubSub;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.PubSub;
using Layotto.Runtime.Telemetry;

namespace Layotto.Dapr.Grpc;

/// <content>The publish API, and subscriptions by stream.</content>
public sealed partial class DaprService
{
    /// <inheritdoc/>
    public override async Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context)
    {
        var trace = Trace(context);
        await services.PubSub.PublishAsync(
            new Publication
            {
                PubSubName = request.PubsubName,
                Topic = request.Topic,
                Data = request.Data.Memory,
                ContentType = request.DataContentType,
                Metadata = request.Metadata,
                TraceParent = trace.ToString(),
                TraceState = trace.State ?? "",
            },
            context.CancellationToken).ConfigureAwait(false);
        return Nothing;
    }

    /// <inheritdoc/>
    public override async Task<BulkPublishResponse> BulkPublishEvent(BulkPublishRequest request, ServerCallContext context)
    {
        var trace = Trace(context);
        var outcome = await services.PubSub.PublishManyAsync(
            new BulkPublication
            {
                PubSubName = request.PubsubName,
                Topic = request.Topic,
                Entries = [.. request.Entries.Select(entry => new BulkPublishEntry(entry.EntryId, entry.Event.Memory, entry.ContentType, entry.Metadata))],
                Metadata = request.Metadata,
                TraceParent = trace.ToString(),
                TraceState = trace.State ?? "",
                SpanName = context.Method,
            },
            context.CancellationToken).ConfigureAwait(false);

        // As in Dapr, a failed entry fails the call, and nothing tells which one it was.
        return outcome.Error is null ? new BulkPublishResponse() : throw outcome.Error;
    }

    /// <inheritdoc/>
    [Obsolete("The contract deprecates it; apps still call it.")]
    public override Task<BulkPublishResponse> BulkPublishEventAlpha1(BulkPublishRequest request, ServerCallContext context)
        => BulkPublishEvent(request, context);

    /// <inheritdoc/>
    public override async Task SubscribeTopicEventsAlpha1(
        IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requestStream,
        IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responseStream,
        ServerCallContext context)
    {
        using var stream = new TopicEventStream(services.Subscriptions, requestStream, responseStream);
        await stream.RunAsync(context.CancellationToken).ConfigureAwait(false);
    }

    private TraceContext Trace(ServerCallContext context) => TraceHeaders.Ensure(context.GetHttpContext().Request.Headers, services.Tracer);
}
