using Layotto.Components;
using Layotto.Components.Configuration;

namespace Layotto.Pluggable.Configuration;

/// <summary>What a subscriber knows: the items as they were when it was last told, so that after a gap it is told of what differs.</summary>
/// <param name="most">The most characters of all items together.</param>
internal sealed class KnownItems(long most)
{
    private Dictionary<string, ConfigurationItem>? _items;
    private long _size;

    /// <summary>Takes over everything there is.</summary>
    /// <returns>What differs from before; nothing the first time.</returns>
    /// <exception cref="ComponentException">It is too much.</exception>
    public Dictionary<string, ConfigurationItem> Replace(Dictionary<string, ConfigurationItem> items)
    {
        var size = items.Sum(item => SizeOf(item.Key, item.Value));
        Require(size);
        var before = _items;
        _items = items;
        _size = size;
        var changes = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
        if (before is null)
            return changes;
        foreach (var (key, item) in items)
        {
            if (!before.TryGetValue(key, out var old) || !old.Equals(item))
                changes[key] = item;
        }

        foreach (var key in before.Keys.Where(key => !items.ContainsKey(key)))
            changes[key] = ConfigurationItem.Deleted;
        return changes;
    }

    /// <summary>Takes over changes.</summary>
    /// <returns>Those of them that are news.</returns>
    /// <exception cref="ComponentException">It is too much.</exception>
    public Dictionary<string, ConfigurationItem> Change(Dictionary<string, ConfigurationItem> items, IEnumerable<string> deleted)
    {
        var known = _items!;
        var changes = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
        foreach (var (key, item) in items)
        {
            if (known.TryGetValue(key, out var old) && old.Equals(item))
                continue;
            _size += SizeOf(key, item) - (old is null ? 0 : SizeOf(key, old));
            Require(_size);
            known[key] = changes[key] = item;
        }

        foreach (var key in deleted)
        {
            if (!known.Remove(key, out var old))
                continue;
            _size -= SizeOf(key, old);
            changes[key] = ConfigurationItem.Deleted;
        }

        return changes;
    }

    private static long SizeOf(string key, ConfigurationItem item)
        => key.Length + item.Value.Length + item.Version.Length + item.Metadata.Sum(fact => (long)fact.Key.Length + fact.Value.Length);

    private void Require(long size)
    {
        if (size > most)
            throw new ComponentException($"the items of the subscription have more than {most} characters together, see the metadata {PluggableSettings.MaxMessageSize.Name}");
    }
}
