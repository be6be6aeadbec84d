using Layotto.Components.PubSub;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Components.Embedded.PubSub;

/// <summary>
/// <c>pubsub.in-memory</c>: passes messages on within this process and forgets them with it. Every subscription gets every message of its
/// topic, in the order of publication; a topic that ends in an asterisk stands for all that begin like it. A message that no subscription
/// takes waits a little for one.
/// </summary>
/// <remarks>
/// Unlike Dapr's, it delivers a refused message again, later with each failure, while those behind it go on. Its queues are bounded:
/// publishing waits for room. Messages are delivered one after the other unless the subscription asks for more.
/// </remarks>
public sealed class InMemoryPubSub : IBulkSubscriber, IVolatilePubSub
{
    private readonly Lock _lock = new();
    private volatile InMemorySubscription[] _subscriptions = [];
    private InMemoryPubSubSettings _settings = InMemoryPubSubSettings.Read(Metadata.ComponentMetadata.Empty);
    private TimeProvider _time = TimeProvider.System;
    private InMemoryUnclaimed _unclaimed = new(InMemoryPubSubSettings.Read(Metadata.ComponentMetadata.Empty), TimeProvider.System);
    private ILogger _logger = NullLogger.Instance;
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } = [PubSubFeatures.SubscribeWildcards];

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _settings = InMemoryPubSubSettings.Read(context.Metadata);
        _time = context.TimeProvider;
        _unclaimed = new InMemoryUnclaimed(_settings, _time);
        _logger = context.Logger;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(PublishRequest request, CancellationToken cancellationToken) => PublishAsync(request, null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Task<bool>> PublishWithReceiptAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var receipt = new PublicationReceipt();
        await PublishAsync(request, receipt, cancellationToken).ConfigureAwait(false);
        receipt.Close();
        return receipt.Settled;
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, MessageHandler handler, CancellationToken cancellationToken)
        => new(Add(request, subscription => subscription.Start(handler, Math.Max(1, request.MaxConcurrency ?? 1))));

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> SubscribeManyAsync(
        SubscribeRequest request, BulkSubscribeOptions options, BulkMessageHandler handler, CancellationToken cancellationToken)
        => new(Add(request, subscription => subscription.Start(handler, options, Math.Max(1, request.MaxConcurrency ?? 1))));

    /// <inheritdoc/>
    public void TakeBack(IReadOnlyList<BufferedMessage> messages)
    {
        lock (_lock)
        {
            foreach (var message in messages)
            {
                if (_isDisposed)
                    message.Receipt?.GiveUp();
                else
                    _unclaimed.Add(message.Message, message.Receipt);

                // What is kept now counts in the place of what the subscription had.
                message.Receipt?.Close();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        InMemorySubscription[] left;
        lock (_lock)
        {
            _isDisposed = true;
            _unclaimed.GiveUp();
            left = _subscriptions;
            _subscriptions = [];
        }

        foreach (var subscription in left)
            subscription.Abort();
        foreach (var subscription in left)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask PublishAsync(in PublishRequest request, PublicationReceipt? receipt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireOpen();
        var subscriptions = _subscriptions;
        if (Offer(subscriptions, request, receipt, out var full) is not { } message)
        {
            // Under the lock no subscription can come between the look for one and the message's wait.
            lock (_lock)
            {
                subscriptions = _subscriptions;
                if (Offer(subscriptions, request, receipt, out full) is not { } offered)
                {
                    _unclaimed.Add(Copy(request), receipt);
                    return ValueTask.CompletedTask;
                }

                message = offered;
            }
        }

        return full < 0 && subscriptions == _subscriptions
            ? ValueTask.CompletedTask
            : AddAsync(subscriptions, full < 0 ? subscriptions.Length : full, message, receipt, cancellationToken);
    }

    private InMemorySubscription Add(SubscribeRequest request, Action<InMemorySubscription> start)
    {
        if (string.IsNullOrEmpty(request.Topic))
            throw new ComponentException("The topic is empty; a subscription needs one.");
        var subscription = new InMemorySubscription(request.Topic, new InMemoryQueue(_settings, _time), Remove, _logger);
        start(subscription);
        lock (_lock)
        {
            RequireOpen();
            foreach (var message in _unclaimed.Claim(new InMemoryTopic(request.Topic)))
            {
                subscription.TryAdd(message.Message, message.Receipt);
                message.Receipt?.Close();
            }

            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    private void Remove(InMemorySubscription subscription)
    {
        lock (_lock)
            _subscriptions = [.. _subscriptions.Where(one => one != subscription)];
    }

    // Gives the message to the subscriptions that take it, up to the first one that is full; null where none takes it.
    private static PubSubMessage? Offer(InMemorySubscription[] subscriptions, in PublishRequest request, PublicationReceipt? receipt, out int full)
    {
        PubSubMessage? message = null;
        for (full = 0; full < subscriptions.Length; full++)
        {
            if (!subscriptions[full].Takes(request.Topic))
                continue;
            message ??= Copy(request);
            if (!subscriptions[full].TryAdd(message, receipt))
                return message;
        }

        full = -1;
        return message;
    }

    private static PubSubMessage Copy(in PublishRequest request) => new()
    {
        Topic = request.Topic,
        Data = request.Data.ToArray(),
        ContentType = request.ContentType,
        Metadata = request.Metadata.Count == 0 ? PublishRequest.NoMetadata : new Dictionary<string, string>(request.Metadata),
    };

    // Those from the first one on that had no room. One that ended meanwhile may have a successor, and whoever came meanwhile gets the message too.
    private async ValueTask AddAsync(
        InMemorySubscription[] subscriptions, int first, PubSubMessage message, PublicationReceipt? receipt, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_settings.PublishTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var waiting = subscriptions[first..];
            while (true)
            {
                foreach (var subscription in waiting.Where(one => one.Takes(message.Topic)))
                    await subscription.AddAsync(message, receipt, either.Token).ConfigureAwait(false);
                var current = _subscriptions;
                if (current == subscriptions)
                    return;
                waiting = [.. current.Except(subscriptions)];
                subscriptions = current;
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ComponentException(
                $"A subscription to the topic {message.Topic} has no room for another message: its {_settings.QueueMessages} messages or "
                    + $"{_settings.QueueBytes} bytes (queueMessages, queueBytes) were full for {_settings.PublishTimeout.TotalSeconds:0.###} s (publishTimeout).");
        }
    }

    private void RequireOpen()
    {
        if (_isDisposed)
            throw new ComponentException("The broker is closed.");
    }
}
