using Layotto.Components;
using Layotto.Runtime.Apps;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>
/// The receiving half of pub/sub: knows what operators and the app want of topics, and keeps it up while components change, the app falls ill
/// and recovers, and files are edited.
/// </summary>
public sealed partial class TopicSubscriptions : IComponentObserver, IDisposable
{
    private readonly PubSubEngine _engine;
    private readonly IResilience _resilience;
    private readonly ISubscriberApp? _app;
    private readonly ISubscriptionSource? _source;
    private readonly AppHealth? _health;
    private readonly string _appId;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // What follows changes only by whoever has the turn; the two lists in force are swapped whole, for those who only look.
    private readonly Turn _turn = new();
    private readonly Dictionary<string, ActiveSubscription> _active = new(StringComparer.Ordinal);
    private readonly List<TopicStream> _streams = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<TopicSubscription> _declared;
    private volatile IReadOnlyList<TopicSubscription> _asked = [];
    private volatile IReadOnlyList<TopicSubscription> _streaming = [];
    private volatile bool _isStopped;
    private IDisposable? _listening;
    private bool _isStarted;
    private int _isAsked;
    private bool _isResting;
    private Task _retrying = Task.CompletedTask;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Creates it; nothing is subscribed to yet.</summary>
    /// <param name="engine">Publishes what can't be delivered to dead-letter topics, and knows the components.</param>
    /// <param name="resilience">The policies around deliveries.</param>
    /// <param name="app">Who takes events; null when the app listens on no port.</param>
    /// <param name="source">Says what the app wants; null when it isn't asked.</param>
    /// <param name="health">Whether the app can be called; null when there is none to be called.</param>
    /// <param name="declared">What operators want.</param>
    /// <param name="appId">The app's id, for what is told in the log.</param>
    /// <param name="logger">Where it is told what is read.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public TopicSubscriptions(
        PubSubEngine engine,
        IResilience resilience,
        ISubscriberApp? app,
        ISubscriptionSource? source,
        AppHealth? health,
        IReadOnlyList<TopicSubscription> declared,
        string appId,
        ILogger logger,
        TimeProvider? timeProvider = null)
    {
        _engine = engine;
        _resilience = resilience;
        _app = app;
        _source = source;
        _health = health;
        _declared = declared;
        _appId = appId;
        _logger = logger;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Every subscription that is wanted, in Dapr's order: the operators' and the app's, then streams.</summary>
    public IReadOnlyList<TopicSubscription> All => [.. SubscriptionTable.Merge(_declared, _asked), .. _streaming];

    /// <summary>Asks the app what it wants, and begins to read, now or as soon as the app is healthy. To be called once, when the app listens.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_isStopped || _app is null)
            return;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var isResting = _health is { IsHealthy: false };
        if (!isResting)
            await AskAsync(ending.Token).ConfigureAwait(false);
        using var turn = await _turn.TakeAsync(ending.Token).ConfigureAwait(false);
        _isResting = isResting;
        _isStarted = true;
        _listening = _health?.OnChange(_ => FollowHealth());
        await AdjustAsync(ending.Token).ConfigureAwait(false);
        if (_health is not null && _health.IsHealthy == _isResting)
            FollowHealth();
    }

    /// <summary>
    /// Puts other subscriptions of operators in force. Those that stay the same go on undisturbed; of one that changed, the new form begins
    /// before the old one ends.
    /// </summary>
    public async Task UpdateDeclarativeAsync(IReadOnlyList<TopicSubscription> declared, CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        _declared = declared;
        await AdjustAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops reading for good, and waits for the messages under way; what isn't done by then goes back to its broker.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        _listening?.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _retrying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var turn = await _turn.TakeAsync(CancellationToken.None).ConfigureAwait(false);
        var ending = _active.Values.Concat(_streams.Select(stream => stream.Active).OfType<ActiveSubscription>()).ToList();
        ending.ForEach(active => active.Leave());
        if (ending.Count > 0)
            _logger.LogInformation("Shutdown: ending {Count} subscriptions", ending.Count);
        await Task.WhenAll(ending.Select(active => EndAsync(active, null, cancellationToken))).ConfigureAwait(false);
        _active.Clear();
        foreach (var stream in _streams)
        {
            stream.Active = null;
            stream.TellStop();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <inheritdoc/>
    public async ValueTask ComponentChangedAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken)
    {
        if (removed?.Component is not Components.PubSub.IPubSub && added?.Component is not Components.PubSub.IPubSub)
            return;
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (_isStopped)
            return;
        _told.Clear();
        if (removed is not null)
            await LeaveAsync(removed, added, cancellationToken).ConfigureAwait(false);
        await AdjustAsync(cancellationToken).ConfigureAwait(false);
        foreach (var stream in _streams.Where(stream => stream.Active is null))
            stream.Active = await TryStartAsync(stream.Subscription, stream.App, cancellationToken).ConfigureAwait(false);
    }

    // Once, and without the turn: an app that takes its time to answer holds nothing else up.
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        if (_source is null || Interlocked.Exchange(ref _isAsked, 1) != 0)
            return;
        try
        {
            _asked = await _source.ListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var group in _asked.GroupBy(subscription => subscription.PubSubName))
            {
                _logger.LogInformation(
                    "app is subscribed to the following topics: [{Topics}] through pubsub={PubSub}", string.Join(' ', group.Select(one => one.Topic)), group.Key);
            }
        }
        catch (SubscriptionException exception)
        {
            _logger.LogError("error getting topic list from app: {Reason}", exception.Message);
        }
    }

    // The new subscriptions begin before the old ones end, so no message falls between them. What the old component alone holds goes
    // to them, once nobody publishes to it any more.
    private async Task LeaveAsync(ComponentInstance removed, ComponentInstance? added, CancellationToken cancellationToken)
    {
        var leaving = new List<(ActiveSubscription Ended, ActiveSubscription? Successor)>();
        foreach (var (identity, active) in _active.Where(pair => pair.Value.Instance == removed).ToList())
        {
            _active.Remove(identity);
            var moved = added is null ? null : await TryStartAsync(active.Subscription, _app!, cancellationToken).ConfigureAwait(false);
            leaving.Add((active, moved));
            if (moved is not null)
                await KeepAsync(identity, moved, cancellationToken).ConfigureAwait(false);
        }

        foreach (var stream in _streams.Where(stream => stream.Active?.Instance == removed))
        {
            var ended = stream.Active!;
            stream.Active = added is null ? null : await TryStartAsync(stream.Subscription, stream.App, cancellationToken).ConfigureAwait(false);
            leaving.Add((ended, stream.Active));
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(MovePatience);
        await removed.RetireAsync().WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(leaving.Select(pair => EndAsync(pair.Ended, pair.Successor, patience.Token))).ConfigureAwait(false);
    }
}
