using Layotto.Components.PubSub;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Components.Embedded.PubSub;

/// <summary>
/// <c>pubsub.in-memory</c>: passes messages on within this process and forgets them with it. Every subscription gets every message of its
/// topic, in the order of publication; a topic that ends in an asterisk stands for all that begin like it. A message without any
/// subscription is gone at once.
/// </summary>
/// <remarks>
/// Unlike Dapr's, it delivers a refused message again, later with each failure, while those behind it go on. Its queues are bounded:
/// publishing waits for room. Messages are delivered one after the other unless the subscription asks for more.
/// </remarks>
public sealed class InMemoryPubSub : IBulkSubscriber
{
    private readonly Lock _lock = new();
    private volatile InMemorySubscription[] _subscriptions = [];
    private InMemoryPubSubSettings _settings = InMemoryPubSubSettings.Read(Metadata.ComponentMetadata.Empty);
    private TimeProvider _time = TimeProvider.System;
    private ILogger _logger = NullLogger.Instance;
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } = [PubSubFeatures.SubscribeWildcards];

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _settings = InMemoryPubSubSettings.Read(context.Metadata);
        _time = context.TimeProvider;
        _logger = context.Logger;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireOpen();
        PubSubMessage? message = null;
        var subscriptions = _subscriptions;
        for (var index = 0; index < subscriptions.Length; index++)
        {
            if (!subscriptions[index].Takes(request.Topic))
                continue;
            message ??= Copy(request);
            if (!subscriptions[index].TryAdd(message))
                return AddAsync(subscriptions.AsMemory(index), message, cancellationToken);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, MessageHandler handler, CancellationToken cancellationToken)
        => new(Add(request, subscription => subscription.Start(handler, Math.Max(1, request.MaxConcurrency ?? 1))));

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> SubscribeManyAsync(
        SubscribeRequest request, BulkSubscribeOptions options, BulkMessageHandler handler, CancellationToken cancellationToken)
        => new(Add(request, subscription => subscription.Start(handler, options, Math.Max(1, request.MaxConcurrency ?? 1))));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        InMemorySubscription[] left;
        lock (_lock)
        {
            _isDisposed = true;
            left = _subscriptions;
            _subscriptions = [];
        }

        foreach (var subscription in left)
            subscription.Abort();
        foreach (var subscription in left)
            await subscription.DisposeAsync().ConfigureAwait(false);
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
            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    private void Remove(InMemorySubscription subscription)
    {
        lock (_lock)
            _subscriptions = [.. _subscriptions.Where(one => one != subscription)];
    }

    private static PubSubMessage Copy(in PublishRequest request) => new()
    {
        Topic = request.Topic,
        Data = request.Data.ToArray(),
        ContentType = request.ContentType,
        Metadata = request.Metadata.Count == 0 ? PublishRequest.NoMetadata : new Dictionary<string, string>(request.Metadata),
    };

    // The first of these has no room yet.
    private async ValueTask AddAsync(ReadOnlyMemory<InMemorySubscription> subscriptions, PubSubMessage message, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_settings.PublishTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            for (var index = 0; index < subscriptions.Length; index++)
            {
                if (subscriptions.Span[index].Takes(message.Topic))
                    await subscriptions.Span[index].AddAsync(message, either.Token).ConfigureAwait(false);
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
