using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.PubSub.Delivery;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>
/// A subscription at one instance of a component: from the first message it takes in to the last one that is answered. The instance is
/// closed only after that, so it needs no use of its own.
/// </summary>
internal sealed class ActiveSubscription : IDisposable
{
    /// <summary>The most messages under way at once where the subscription names no bound: a broker that pushes can't flood the app.</summary>
    private const int DefaultMaxUnderWay = 1000;

    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(2);

    private readonly DeliveryContext _context;
    private readonly SemaphoreSlim _room;
    private readonly MessageDelivery _single;
    private readonly BulkDelivery _many;
    private CancellationTokenSource _aborting = new();
    private IAsyncDisposable? _handle;
    private MessageGatherer? _gatherer;

    private ActiveSubscription(DeliveryContext context)
    {
        _context = context;
        _room = new SemaphoreSlim(context.Subscription.MaxConcurrency ?? DefaultMaxUnderWay);
        _single = new MessageDelivery(context);
        _many = new BulkDelivery(context);
    }

    /// <summary>Whether messages that only this process holds can be handed to it.</summary>
    public bool IsBuffered => _handle is IBufferedSubscription;

    /// <summary>What it is for.</summary>
    public TopicSubscription Subscription => _context.Subscription;

    /// <summary>The instance it reads from.</summary>
    public ComponentInstance Instance => _context.Binding.Instance;

    /// <summary>Subscribes.</summary>
    /// <exception cref="ComponentException">The component can't subscribe.</exception>
    public static async Task<ActiveSubscription> StartAsync(DeliveryContext context, CancellationToken cancellationToken)
    {
        var active = new ActiveSubscription(context);
        try
        {
            await active.SubscribeAsync(cancellationToken).ConfigureAwait(false);
            return active;
        }
        catch
        {
            active.Dispose();
            throw;
        }
    }

    /// <summary>What fails from now on isn't held against its message, as it is about to be given back.</summary>
    public void Leave() => _context.IsLeaving = true;

    /// <summary>Rests while the app is unwell. What fails until then isn't held against its message.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        _context.IsLeaving = true;
        if (_handle is IBufferedSubscription buffered)
        {
            buffered.Pause();
            return;
        }

        await CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on after a rest.</summary>
    /// <exception cref="ComponentException">The component can't subscribe.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        _context.IsLeaving = false;
        if (_handle is IBufferedSubscription buffered)
            buffered.Resume();
        else if (_handle is null)
        {
            _aborting = new CancellationTokenSource();
            await SubscribeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes nothing more in, and ends when all that is under way has been answered. What isn't by the end of the patience is given back to
    /// the broker; it never goes to a dead-letter topic.
    /// </summary>
    /// <param name="isDrained">Whether what only this process holds is delivered first.</param>
    /// <param name="cancellationToken">Ends the patience.</param>
    /// <returns>What only this process held and nobody has acknowledged.</returns>
    public async Task<IReadOnlyList<BufferedMessage>> StopAsync(bool isDrained, CancellationToken cancellationToken)
    {
        _context.IsLeaving = true;
        var buffered = _handle as IBufferedSubscription;
        if (isDrained && buffered is not null)
            await buffered.DrainAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync(cancellationToken).ConfigureAwait(false);
        return buffered?.TakeRest() ?? [];
    }

    /// <summary>Takes over what a subscription held in whose place this one is.</summary>
    /// <returns>False where the component holds no messages in this process.</returns>
    public bool TryTakeOver(IReadOnlyList<BufferedMessage> messages)
    {
        if (_handle is not IBufferedSubscription buffered)
            return false;
        buffered.TakeOver(messages);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aborting.Dispose();
        _room.Dispose();
    }

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        var subscription = _context.Subscription;
        var request = new SubscribeRequest(_context.Binding.BrokerTopic(subscription.Topic), subscription.Metadata, subscription.MaxConcurrency);
        var broker = _context.Binding.Broker;
        if (subscription.Bulk is not { } options)
        {
            _handle = await broker.SubscribeAsync(request, HandleAsync, cancellationToken).ConfigureAwait(false);
        }
        else if (broker is IBulkSubscriber bulk)
        {
            _handle = await bulk.SubscribeManyAsync(request, options, HandleManyAsync, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // The bound is for bulks, and how many messages make one is for the gatherer to say.
            if (broker.Features.Contains(PubSubFeatures.BulkSubscribeImmediate))
                options = options with { MaxWait = TimeSpan.Zero };
            _gatherer = new MessageGatherer(options, HandleManyAsync, _context.Time);
            _handle = await broker.SubscribeAsync(request with { MaxConcurrency = options.MaxMessages }, _gatherer.TakeAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_handle is not { } handle)
            return;
        _handle = null;
        var closing = CloseAsync(handle);
        await closing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!closing.IsCompleted)
        {
            await _aborting.CancelAsync().ConfigureAwait(false);
            await closing.WaitAsync(AbortPatience, _context.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!closing.IsCompletedSuccessfully)
            _context.Logger.LogWarning("The subscription to the {Subscription} was left with messages under way; the broker will deliver them again", Subscription);
    }

    private async Task CloseAsync(IAsyncDisposable handle)
    {
        // A gatherer ends its last bulk first, or the handle would wait for it as long as a bulk waits for messages.
        var gatherer = _gatherer?.DisposeAsync() ?? ValueTask.CompletedTask;
        _gatherer = null;
        await handle.DisposeAsync().ConfigureAwait(false);
        await gatherer.ConfigureAwait(false);
    }

    private async Task HandleAsync(PubSubMessage message, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborting.Token);
        await _room.WaitAsync(ending.Token).ConfigureAwait(false);
        try
        {
            await _single.DeliverAsync(message, ending.Token).ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<IReadOnlyList<Exception?>> HandleManyAsync(IReadOnlyList<PubSubMessage> messages, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborting.Token);
        await _room.WaitAsync(ending.Token).ConfigureAwait(false);
        try
        {
            return await _many.DeliverAsync(messages, ending.Token).ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }
}
