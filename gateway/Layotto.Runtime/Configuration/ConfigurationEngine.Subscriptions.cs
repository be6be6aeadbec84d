using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.Configuration;

/// <content>Subscriptions, and how they move from a component to the one that takes its place.</content>
public sealed partial class ConfigurationEngine
{
    // Making, ending and moving of subscriptions come one after the other.
    private readonly Turn _turn = new();

    /// <summary>Subscribes to the changes of items.</summary>
    /// <param name="storeName">The store.</param>
    /// <param name="keys">The keys, which needn't be there yet; none for all there are and will be.</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="listener">Is told of every change from now on, perhaps before this returns.</param>
    /// <param name="cancellationToken">Ends the call; the subscription isn't bound to it.</param>
    /// <exception cref="ApiException">There is no such store, or it couldn't subscribe.</exception>
    public async ValueTask<ConfigurationSubscription> SubscribeAsync(
        string storeName,
        IReadOnlyList<string> keys,
        IReadOnlyDictionary<string, string> metadata,
        ConfigurationListener listener,
        CancellationToken cancellationToken)
    {
        // What the request's message holds isn't kept beyond the call.
        var subscription = new ConfigurationSubscription(storeName, [.. keys], metadata.ToDictionary(StringComparer.Ordinal), listener);
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var use = Use(storeName, ConfigurationErrors.Subscribe);
            if (_subscriptions.Count >= MaxSubscriptions)
            {
                throw new ApiException(
                    ConfigurationErrors.Subscribe, ErrorKind.ResourceExhausted, $"there are {MaxSubscriptions} subscriptions already; end some of them first");
            }

            var start = Start();
            var success = false;
            try
            {
                subscription.Underlying = await SubscribeAsync(subscription, (IConfigurationStore)use.Instance.Component, cancellationToken).ConfigureAwait(false);
                success = true;
            }
            finally
            {
                _metrics.Configuration(storeName, "subscribe", success, start);
            }

            lock (_subscriptions)
                _subscriptions[subscription.Id] = subscription;
            return subscription;
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            throw new ApiException(
                ConfigurationErrors.Subscribe,
                ErrorKind.InvalidArgument,
                $"failed to subscribe {Show(keys)} from Configuration store {storeName}: {exception.Message}",
                exception);
        }
    }

    /// <summary>Ends a subscription. Once this has returned, its listener isn't called any more.</summary>
    /// <returns>Whether there was one of this id.</returns>
    public async ValueTask<bool> UnsubscribeAsync(string storeName, string id, CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (!_subscriptions.TryGetValue(id, out var subscription) || subscription.StoreName != storeName)
            return false;
        var start = Start();
        await EndAsync(subscription, reason: null).ConfigureAwait(false);
        _metrics.Configuration(storeName, "unsubscribe", success: true, start);
        return true;
    }

    /// <summary>Ends all subscriptions, for the gateway stops.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        ConfigurationSubscription[] all;
        lock (_subscriptions)
            all = [.. _subscriptions.Values];

        // Whoever waits for the end of one is told at once, even when a listener takes long.
        foreach (var subscription in all)
            subscription.End(reason: null);
        await ((Task)Task.WhenAll(all.Select(subscription => UnsubscribeAsync(subscription.StoreName, subscription.Id, cancellationToken).AsTask())))
            .WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask ComponentChangedAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken)
    {
        if (removed?.Component is not IConfigurationStore old)
            return;
        var differences = new List<(ConfigurationSubscription Subscription, Dictionary<string, ConfigurationItem> Items)>();
        using (await _turn.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var subscription in _subscriptions.Values.Where(subscription => subscription.StoreName == removed.Name).ToList())
            {
                if (added is not { Component: IConfigurationStore store } || added.Name != removed.Name)
                    await EndAsync(subscription, "the component is gone").ConfigureAwait(false);
                else if (await TryMoveAsync(subscription, old, store, cancellationToken).ConfigureAwait(false) is { } items)
                    differences.Add((subscription, items));
            }
        }

        if (differences.Count == 0)
            return;
        ConfigurationLog.Moved(_logger, differences.Count, removed.Name);

        // Without the turn: who is told may well end the subscription in the same breath.
        foreach (var (subscription, items) in differences)
            await TellAsync(subscription, items, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<IAsyncDisposable> SubscribeAsync(
        ConfigurationSubscription subscription, IConfigurationStore store, CancellationToken cancellationToken)
        => Policy(subscription.StoreName).ExecuteAsync(
            static (call, token) => call.store.SubscribeAsync(call.subscription.Keys, call.subscription.Metadata, call.subscription.TellAsync, token),
            (store, subscription),
            null,
            cancellationToken);

    // The new component is subscribed to before the old one is let go, so that no change falls between. Gives what the two differ in, or
    // null when the subscription couldn't move and has ended.
    private async ValueTask<Dictionary<string, ConfigurationItem>?> TryMoveAsync(
        ConfigurationSubscription subscription, IConfigurationStore old, IConfigurationStore store, CancellationToken cancellationToken)
    {
        IAsyncDisposable underlying;
        try
        {
            underlying = await SubscribeAsync(subscription, store, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            await EndAsync(subscription, exception.Message).ConfigureAwait(false);
            return null;
        }

        await DisposeAsync(subscription).ConfigureAwait(false);
        subscription.Underlying = underlying;
        try
        {
            var before = await old.GetAsync(subscription.Keys, subscription.Metadata, cancellationToken).ConfigureAwait(false);
            var after = await store.GetAsync(subscription.Keys, subscription.Metadata, cancellationToken).ConfigureAwait(false);
            return Differences(before, after);
        }
        catch (ComponentException exception)
        {
            ConfigurationLog.DifferencesFailed(_logger, subscription.StoreName, exception.Message);
            return [];
        }
    }

    private async ValueTask TellAsync(
        ConfigurationSubscription subscription, Dictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        try
        {
            await subscription.TellAsync(items, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ConfigurationLog.DifferencesFailed(_logger, subscription.StoreName, exception.Message);
        }
    }

    private static Dictionary<string, ConfigurationItem> Differences(
        IReadOnlyDictionary<string, ConfigurationItem> before, IReadOnlyDictionary<string, ConfigurationItem> after)
    {
        var changes = after.Where(item => !before.TryGetValue(item.Key, out var old) || !old.Equals(item.Value)).ToDictionary(StringComparer.Ordinal);
        foreach (var key in before.Keys.Where(key => !after.ContainsKey(key)))
            changes[key] = ConfigurationItem.Deleted;
        return changes;
    }

    private async ValueTask EndAsync(ConfigurationSubscription subscription, string? reason)
    {
        lock (_subscriptions)
            _subscriptions.Remove(subscription.Id);
        if (reason is not null)
            ConfigurationLog.Ended(_logger, subscription.Id, subscription.StoreName, reason);
        subscription.End(reason);
        await DisposeAsync(subscription).ConfigureAwait(false);
    }

    private async ValueTask DisposeAsync(ConfigurationSubscription subscription)
    {
        try
        {
            if (subscription.Underlying is { } underlying)
                await underlying.DisposeAsync().ConfigureAwait(false);
        }
        catch (ComponentException exception)
        {
            ConfigurationLog.EndFailed(_logger, subscription.StoreName, exception.Message);
        }

        subscription.Underlying = null;
    }
}
