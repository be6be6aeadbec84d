using Grpc.Core;
using Layotto.Dapr.Grpc;
using Layotto.Dapr.Telemetry;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Events;
using Microsoft.Extensions.Logging;
using Status = Layotto.Protos.Dapr.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Layotto.Dapr.Apps;

/// <summary>An app that takes events by <c>OnTopicEvent</c> and <c>OnBulkTopicEvent</c>.</summary>
/// <param name="channel">The way to the app.</param>
/// <param name="loggers">Makes the logger.</param>
internal sealed class GrpcSubscriberApp(IAppChannel channel, ILoggerFactory loggers) : ISubscriberApp
{
    private readonly ILogger _logger = loggers.CreateLogger("dapr.runtime.processor.pubsub.subscription.grpc");
    private volatile bool _takesAlphaOnly;

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> DeliverAsync(TopicEvent @event, CancellationToken cancellationToken)
    {
        try
        {
            var request = TopicEventMessages.Request(@event);
            using var call = new AppCallback.AppCallbackClient(channel.Invoker).OnTopicEventAsync(
                request, Headers(@event.Metadata, @event.TraceParent, @event.TraceState), cancellationToken: cancellationToken);
            var response = await call.ResponseAsync.ConfigureAwait(false);
            return response.Status switch
            {
                Status.Success => DeliveryResult.Success,
                Status.Drop => new DeliveryResult(DeliveryStatus.Drop, "DROP status returned from app"),
                Status.Retry => new DeliveryResult(DeliveryStatus.Retry, "RETRY status returned from app"),
                var unknown => new DeliveryResult(DeliveryStatus.Retry, $"unknown status returned from app: {unknown}"),
            };
        }
        catch (Exception exception) when (exception is RpcException or ApiException or FormatException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return exception is RpcException { StatusCode: StatusCode.Unimplemented }
                ? new DeliveryResult(DeliveryStatus.Drop, "the app doesn't implement OnTopicEvent", GrpcStatus: CodeOf(exception))
                : new DeliveryResult(DeliveryStatus.Retry, Reason(exception), GrpcStatus: CodeOf(exception));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BulkDeliveryResult> DeliverManyAsync(BulkTopicEvents events, CancellationToken cancellationToken)
    {
        try
        {
            var request = TopicEventMessages.Request(events);
            var first = events.Entries[0].Event;
            var response = await CallAsync(request, Headers(events.Metadata, first.TraceParent, first.TraceState), cancellationToken).ConfigureAwait(false);
            var statuses = new Dictionary<string, DeliveryStatus>(StringComparer.Ordinal);
            foreach (var answer in response.Statuses)
                statuses[answer.EntryId] = answer.Status switch { Status.Success => DeliveryStatus.Success, Status.Drop => DeliveryStatus.Drop, _ => DeliveryStatus.Retry };
            return new BulkDeliveryResult(
                [.. events.Entries.Select(entry => statuses.GetValueOrDefault(entry.EntryId, DeliveryStatus.Retry))], "the app didn't answer that it is done with it");
        }
        catch (Exception exception) when (exception is RpcException or ApiException or FormatException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return exception is RpcException { StatusCode: StatusCode.Unimplemented }
                ? BulkDeliveryResult.ForAll(events.Entries.Count, DeliveryStatus.Drop, "the app doesn't implement OnBulkTopicEvent")
                : BulkDeliveryResult.ForAll(events.Entries.Count, DeliveryStatus.Retry, Reason(exception), grpcStatus: CodeOf(exception));
        }
    }

    // Apps made for older versions have the method in another service.
    private async Task<TopicEventBulkResponse> CallAsync(TopicEventBulkRequest request, Metadata headers, CancellationToken cancellationToken)
    {
        if (!_takesAlphaOnly)
        {
            try
            {
                using var call = new AppCallback.AppCallbackClient(channel.Invoker).OnBulkTopicEventAsync(request, headers, cancellationToken: cancellationToken);
                return await call.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
            {
                _logger.LogDebug("falling back to OnBulkTopicEventAlpha1 due to unimplemented error: {Reason}", exception.Status.Detail);
            }
        }

#pragma warning disable CS0612, CS0618 // Deprecated by the contract, and all that such apps have.
        using var older = new AppCallbackAlpha.AppCallbackAlphaClient(channel.Invoker).OnBulkTopicEventAlpha1Async(request, headers, cancellationToken: cancellationToken);
#pragma warning restore CS0612, CS0618
        var response = await older.ResponseAsync.ConfigureAwait(false);
        _takesAlphaOnly = true;
        return response;
    }

    private static Metadata Headers(IReadOnlyDictionary<string, string> metadata, string traceParent, string traceState)
    {
        var headers = new Metadata();
        foreach (var (key, value) in metadata)
        {
            if (IsKey(key) && value.All(character => character is >= ' ' and <= '~'))
                headers.Add(key.ToLowerInvariant(), value);
        }

        if (traceParent.Length > 0)
        {
            headers.Add(EventFields.TraceParent, traceParent);
            if (traceState.Length > 0)
                headers.Add(EventFields.TraceState, traceState);
            GrpcTraceHeaders.Complete(headers);
        }

        return headers;
    }

    // What means something to gRPC itself, and the trace, which is added once, are none of the message's.
    private static bool IsKey(string key)
        => key.Length > 0
            && key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
            && !key.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
            && !key.EndsWith("-bin", StringComparison.OrdinalIgnoreCase)
            && key.ToLowerInvariant() is not ("content-type" or "te" or "user-agent" or "host" or "connection" or "transfer-encoding" or "content-length"
                or "dapr-api-token" or EventFields.TraceParent or EventFields.TraceState);

    private static string Reason(Exception exception)
        => $"error returned from app while processing pub/sub event: {(exception is RpcException failed ? failed.Status.Detail : exception.Message)}";

    private static int? CodeOf(Exception exception) => exception is RpcException failed ? (int)failed.StatusCode : null;
}
