using Layotto.Components.Configuration;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Configuration;

/// <summary>
/// The items of a store at one moment, and who is told when the next moment comes. Each subscription has a pump of its own: one that is
/// slow holds up no other, and gets what it missed in one piece.
/// </summary>
internal sealed class ConfigurationWatch(ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ConfigurationSubscription> _subscriptions = [];
    private volatile IReadOnlyDictionary<string, ConfigurationItem> _items = new Dictionary<string, ConfigurationItem>();

    /// <summary>The items as they are now.</summary>
    public IReadOnlyDictionary<string, ConfigurationItem> Items => _items;

    /// <summary>The items of some keys; with none, all of them.</summary>
    public IReadOnlyDictionary<string, ConfigurationItem> Get(IReadOnlyList<string> keys)
    {
        var items = _items;
        if (keys.Count == 0)
            return items;
        var found = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (items.TryGetValue(key, out var item))
                found[key] = item;
        }

        return found;
    }

    /// <summary>Puts other items in the place of those there are, and tells who subscribes to what differs.</summary>
    /// <returns>How many items differ.</returns>
    public int Replace(IReadOnlyDictionary<string, ConfigurationItem> items)
    {
        lock (_lock)
        {
            var changes = Differences(_items, items);
            _items = items;
            if (changes.Count == 0)
                return 0;
            foreach (var subscription in _subscriptions)
                subscription.Tell(changes);
            return changes.Count;
        }
    }

    /// <summary>Subscribes to the changes of some keys; with none, of all.</summary>
    public IAsyncDisposable Subscribe(IReadOnlyList<string> keys, ConfigurationHandler handler)
    {
        var subscription = new ConfigurationSubscription(keys, handler, logger, Remove);
        lock (_lock)
            _subscriptions.Add(subscription);
        return subscription;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ConfigurationSubscription[] subscriptions;
        lock (_lock)
            subscriptions = [.. _subscriptions];
        foreach (var subscription in subscriptions)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    private void Remove(ConfigurationSubscription subscription)
    {
        lock (_lock)
            _subscriptions.Remove(subscription);
    }

    private static Dictionary<string, ConfigurationItem> Differences(
        IReadOnlyDictionary<string, ConfigurationItem> before, IReadOnlyDictionary<string, ConfigurationItem> after)
    {
        var changes = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
        foreach (var (key, item) in after)
        {
            if (!before.TryGetValue(key, out var old) || !old.Equals(item))
                changes[key] = item;
        }

        foreach (var key in before.Keys)
        {
            if (!after.ContainsKey(key))
                changes[key] = ConfigurationItem.Deleted;
        }

        return changes;
    }
}
