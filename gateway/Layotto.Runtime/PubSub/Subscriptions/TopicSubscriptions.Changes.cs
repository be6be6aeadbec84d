using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.PubSub.Delivery;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <content>From what is wanted to what is read.</content>
public sealed partial class TopicSubscriptions
{
    private static readonly TimeSpan MovePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(60);

    // By whoever has the turn.
    private async Task AdjustAsync(CancellationToken cancellationToken)
    {
        if (!_isStarted || _isStopped)
            return;
        var wanted = SubscriptionTable.Merge(_declared, _asked).ToDictionary(subscription => subscription.Identity, StringComparer.Ordinal);
        var isIncomplete = false;
        foreach (var (identity, subscription) in wanted)
        {
            if (_active.ContainsKey(identity))
                continue;
            if (await TryStartAsync(subscription, _app!, cancellationToken).ConfigureAwait(false) is { } started)
                await KeepAsync(identity, started, cancellationToken).ConfigureAwait(false);
            else
                isIncomplete = true;
        }

        var unwanted = _active.Where(pair => !wanted.ContainsKey(pair.Key)).ToList();
        unwanted.ForEach(pair => _active.Remove(pair.Key));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(MovePatience);
        await Task.WhenAll(unwanted.Select(pair => EndAsync(pair.Value, SuccessorOf(pair.Value), patience.Token))).ConfigureAwait(false);
        if (isIncomplete && _retrying.IsCompleted)
            _retrying = RetryAsync();
    }

    // The edited form of a subscription.
    private ActiveSubscription? SuccessorOf(ActiveSubscription ended) => _active.Values.FirstOrDefault(
        active => active.Subscription.PubSubName == ended.Subscription.PubSubName && active.Subscription.Topic == ended.Subscription.Topic);

    // What the ended one alone holds goes to its successor. Without one that can take it, it is delivered first, as long as there is patience.
    private async Task EndAsync(ActiveSubscription ended, ActiveSubscription? successor, CancellationToken cancellationToken)
    {
        var rest = await ended.StopAsync(isDrained: successor is not { IsBuffered: true }, cancellationToken).ConfigureAwait(false);
        if (rest.Count == 0 || (successor?.TryTakeOver(rest) ?? false))
            return;
        if (!_isStopped && _engine.Table.TryFind(ended.Subscription.PubSubName, out var binding, out _) && binding.Broker is IVolatilePubSub holder)
        {
            holder.TakeBack(rest);
            return;
        }

        foreach (var message in rest)
            message.Receipt?.GiveUp();
        _logger.LogWarning(
            "{Count} messages of the {Subscription} that the app hasn't taken are lost: they were in the memory of this process", rest.Count, ended.Subscription);
    }

    // While the app is unwell a subscription is there already, but rests.
    private async Task KeepAsync(string identity, ActiveSubscription active, CancellationToken cancellationToken)
    {
        _active[identity] = active;
        if (_isResting)
            await active.PauseAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ActiveSubscription?> TryStartAsync(TopicSubscription subscription, ISubscriberApp app, CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(subscription, app, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ComponentException or SubscriptionException)
        {
            // Each reason is told once, and again when a component has changed.
            if (_told.Add(subscription.Identity + exception.Message))
                _logger.LogError("Failed to start the subscription to the {Subscription}: {Reason}", subscription, exception.Message);
            return null;
        }
    }

    private async Task<ActiveSubscription> StartAsync(TopicSubscription subscription, ISubscriberApp app, CancellationToken cancellationToken)
    {
        if (!_engine.Table.TryFind(subscription.PubSubName, out var binding, out var reason))
        {
            throw new SubscriptionException(
                reason is null ? $"pubsub {subscription.PubSubName} is not found" : $"pubsub {subscription.PubSubName} is not ready: {reason}");
        }

        if (!binding.Scopes.AllowsSubscribing(subscription.Topic))
        {
            throw new SubscriptionException(
                $"subscription to topic '{subscription.Topic}' on pubsub '{subscription.PubSubName}' is not allowed for app id {_appId}");
        }

        return await ActiveSubscription
            .StartAsync(new DeliveryContext(subscription, binding, app, _engine, _resilience, _time, _logger), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task RetryAsync()
    {
        var wait = FirstRetry;
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(wait, _time, _stopping.Token).ConfigureAwait(false);
            wait = wait * 2 < LastRetry ? wait * 2 : LastRetry;
            using var turn = await _turn.TakeAsync(_stopping.Token).ConfigureAwait(false);
            var isComplete = true;
            foreach (var subscription in SubscriptionTable.Merge(_declared, _asked).Where(one => !_active.ContainsKey(one.Identity)))
            {
                if (await TryStartAsync(subscription, _app!, _stopping.Token).ConfigureAwait(false) is { } started)
                {
                    await KeepAsync(subscription.Identity, started, _stopping.Token).ConfigureAwait(false);
                    _logger.LogInformation("Started the subscription to the {Subscription} after all", subscription);
                }
                else
                {
                    isComplete = false;
                }
            }

            if (isComplete)
                return;
        }
    }

    // Called within a probe, which must not be held up.
    private void FollowHealth() => _ = Task.Run(FollowHealthAsync);

    private async Task FollowHealthAsync()
    {
        try
        {
            // An app that was unwell at the start is asked when it has recovered.
            if (_health!.IsHealthy)
                await AskAsync(_stopping.Token).ConfigureAwait(false);
            using var turn = await _turn.TakeAsync(_stopping.Token).ConfigureAwait(false);
            var isResting = !_health.IsHealthy;
            if (isResting == _isResting || _isStopped)
                return;
            _isResting = isResting;
            _logger.LogInformation("The app is {State}: {Count} subscriptions {Do}", isResting ? "unwell" : "well", _active.Count, isResting ? "rest" : "go on");
            foreach (var (identity, active) in _active.ToList())
                await FollowHealthAsync(identity, active).ConfigureAwait(false);
            await AdjustAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The stop ends them all.
        }
    }

    private async Task FollowHealthAsync(string identity, ActiveSubscription active)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        patience.CancelAfter(MovePatience);
        try
        {
            await (_isResting ? active.PauseAsync(patience.Token) : active.ResumeAsync(patience.Token)).ConfigureAwait(false);
        }
        catch (ComponentException exception)
        {
            _logger.LogError("Failed to go on with the subscription to the {Subscription}: {Reason}", active.Subscription, exception.Message);
            _active.Remove(identity);
            await EndAsync(active, null, _stopping.Token).ConfigureAwait(false);
        }
    }
}
