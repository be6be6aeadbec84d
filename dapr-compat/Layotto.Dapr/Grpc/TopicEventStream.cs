using System.Collections.Concurrent;
using Grpc.Core;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Subscriptions;
using TopicSubscription = Layotto.Runtime.PubSub.Subscriptions.TopicSubscription;

namespace Layotto.Dapr.Grpc;

/// <summary>
/// A subscription that the app holds open as a stream: it says what it wants, gets events, and answers for each by its id. What it hasn't
/// answered when the stream ends is delivered again.
/// </summary>
internal sealed class TopicEventStream(
    TopicSubscriptions subscriptions,
    IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requests,
    IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responses) : ISubscriberApp, IDisposable
{
    // Dapr's path of all events of a stream.
    private const string Path = "/";

    private readonly ConcurrentDictionary<string, TaskCompletionSource<TopicEventResponse.Types.TopicEventResponseStatus>> _awaited = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Serves the stream to its end.</summary>
    /// <param name="cancellationToken">Fires when the app has ended the call.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var subscription = await ReadInitialAsync(cancellationToken).ConfigureAwait(false);
        var open = await subscriptions.OpenStreamAsync(subscription, this, () => _stopped.TrySetResult(), cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(
                new SubscribeTopicEventsResponseAlpha1 { InitialResponse = new SubscribeTopicEventsResponseInitialAlpha1() }, cancellationToken).ConfigureAwait(false);
            _opened.TrySetResult();
            var reading = ReadAnswersAsync(cancellationToken);
            if (await Task.WhenAny(reading, _stopped.Task).ConfigureAwait(false) != reading)
                throw new RpcException(new Status(StatusCode.Unavailable, "stream closed: the gateway is stopping"));
            await reading.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException || cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the app has ended the stream"));
        }
        finally
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            await open.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> DeliverAsync(TopicEvent @event, CancellationToken cancellationToken)
    {
        SubscribeTopicEventsResponseAlpha1 message;
        try
        {
            message = new SubscribeTopicEventsResponseAlpha1 { EventMessage = TopicEventMessages.Request(@event) };
        }
        catch (FormatException exception)
        {
            return new DeliveryResult(DeliveryStatus.Retry, exception.Message);
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        var answer = new TaskCompletionSource<TopicEventResponse.Types.TopicEventResponseStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_awaited.TryAdd(@event.Id, answer))
            return new DeliveryResult(DeliveryStatus.Retry, $"an event with the same id {@event.Id} is under way");
        try
        {
            await _opened.Task.WaitAsync(ending.Token).ConfigureAwait(false);
            await WriteAsync(message, ending.Token).ConfigureAwait(false);
            return await answer.Task.WaitAsync(ending.Token).ConfigureAwait(false) switch
            {
                TopicEventResponse.Types.TopicEventResponseStatus.Success => DeliveryResult.Success,
                TopicEventResponse.Types.TopicEventResponseStatus.Drop => new DeliveryResult(DeliveryStatus.Drop, "DROP status returned from app"),
                TopicEventResponse.Types.TopicEventResponseStatus.Retry => new DeliveryResult(DeliveryStatus.Retry, "RETRY status returned from app"),
                var unknown => new DeliveryResult(DeliveryStatus.Retry, $"unknown status returned from app: {unknown}"),
            };
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or RpcException)
        {
            throw new OperationCanceledException("the stream has ended", exception);
        }
        finally
        {
            _awaited.TryRemove(@event.Id, out _);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BulkDeliveryResult> DeliverManyAsync(BulkTopicEvents events, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(events.Entries.Select(entry => DeliverAsync(entry.Event, cancellationToken).AsTask())).ConfigureAwait(false);
        return new BulkDeliveryResult([.. results.Select(result => result.Status)], results.FirstOrDefault(result => result.Reason?.Length > 0).Reason ?? "");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writing.Dispose();
        _ending.Dispose();
    }

    private async Task<TopicSubscription> ReadInitialAsync(CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken).ConfigureAwait(false) || requests.Current.InitialRequest is not { } wanted)
            throw Wrong("initial request is required");
        if (wanted.PubsubName.Length == 0)
            throw Wrong("pubsubName is required");
        if (wanted.Topic.Length == 0)
            throw Wrong("topic is required");
        try
        {
            return new TopicSubscription(
                wanted.PubsubName,
                wanted.Topic,
                [new RoutingRule("", Path)],
                SubscriptionOrigin.Streaming,
                wanted.Metadata,
                wanted.HasDeadLetterTopic ? wanted.DeadLetterTopic : "");
        }
        catch (SubscriptionException exception)
        {
            throw Wrong(exception.Message);
        }
    }

    private async Task ReadAnswersAsync(CancellationToken cancellationToken)
    {
        while (await requests.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            if (requests.Current.EventProcessed is not { } processed)
                throw Wrong("duplicate initial request received");
            if (_awaited.TryGetValue(processed.Id, out var answer))
                answer.TrySetResult(processed.Status?.Status ?? TopicEventResponse.Types.TopicEventResponseStatus.Success);
        }
    }

    private async Task WriteAsync(SubscribeTopicEventsResponseAlpha1 message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await responses.WriteAsync(message, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static RpcException Wrong(string message) => new(new Status(StatusCode.InvalidArgument, message));
}
