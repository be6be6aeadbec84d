using Layotto.Components.PubSub;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.PubSub;

/// <summary>A subscription of <c>pubsub.in-memory</c>: a queue, and what delivers out of it.</summary>
internal sealed class InMemorySubscription : IBufferedSubscription
{
    private readonly CancellationTokenSource _ending = new();
    private readonly InMemoryQueue _queue;
    private readonly InMemoryTopic _topic;
    private readonly Action<InMemorySubscription> _onEnd;
    private readonly ILogger _logger;
    private readonly string _name;
    private Task _delivering = Task.CompletedTask;
    private int _isDisposed;

    public InMemorySubscription(string topic, InMemoryQueue queue, Action<InMemorySubscription> onEnd, ILogger logger)
    {
        _name = topic;
        _topic = new InMemoryTopic(topic);
        _queue = queue;
        _onEnd = onEnd;
        _logger = logger;
    }

    public bool Takes(string topic) => _topic.Matches(topic);

    public bool TryAdd(PubSubMessage message, PublicationReceipt? receipt) => _queue.TryAdd(message, receipt);

    public ValueTask AddAsync(PubSubMessage message, PublicationReceipt? receipt, CancellationToken cancellationToken)
        => _queue.AddAsync(message, receipt, cancellationToken);

    /// <summary>Begins to deliver one by one, so many at once.</summary>
    public void Start(MessageHandler handler, int concurrency)
        => _delivering = Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => DeliverAsync(handler))));

    /// <summary>Begins to deliver many at once.</summary>
    public void Start(BulkMessageHandler handler, BulkSubscribeOptions options, int concurrency)
        => _delivering = Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => DeliverAsync(handler, options))));

    public void Pause() => _queue.SetPaused(true);

    public void Resume() => _queue.SetPaused(false);

    public Task DrainAsync(CancellationToken cancellationToken) => _queue.WaitIdleAsync(cancellationToken);

    public IReadOnlyList<BufferedMessage> TakeRest() => _queue.TakeRest();

    public void TakeOver(IReadOnlyList<BufferedMessage> messages) => _queue.TakeOver(messages);

    /// <summary>Takes deliveries under way back.</summary>
    public void Abort() => _ending.Cancel();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _onEnd(this);
            _queue.Dispose();
        }

        await _delivering.ConfigureAwait(false);
    }

    private async Task DeliverAsync(MessageHandler handler)
    {
        while (await _queue.TakeAsync(CancellationToken.None).ConfigureAwait(false) is { } taken)
        {
            Exception? error = null;
            try
            {
                await handler(taken.Message, _ending.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                error = exception;
            }

            Settle(taken, error);
        }
    }

    private async Task DeliverAsync(BulkMessageHandler handler, BulkSubscribeOptions options)
    {
        var taken = new List<InMemoryMessage>(options.MaxMessages);
        while (await _queue.TakeAsync(CancellationToken.None).ConfigureAwait(false) is { } first)
        {
            taken.Clear();
            taken.Add(first);
            await _queue.GatherAsync(taken, options).ConfigureAwait(false);
            IReadOnlyList<Exception?> errors;
            try
            {
                errors = await handler([.. taken.Select(one => one.Message)], _ending.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                errors = [.. taken.Select(_ => exception)];
            }

            for (var index = 0; index < taken.Count; index++)
                Settle(taken[index], errors[index]);
        }
    }

    private void Settle(InMemoryMessage message, Exception? error)
    {
        if (error is null)
        {
            _queue.Acknowledge(message);
            return;
        }

        var hasFailed = error is not OperationCanceledException;
        _queue.Return(message, hasFailed);
        if (hasFailed)
        {
            _logger.LogDebug(
                "A message of the topic {Topic} was refused {Count} times and will be delivered again: {Reason}", _name, message.Failures, error.Message);
        }
    }
}
