using System.Collections.Frozen;
using Layotto.Components.Configuration;
using WireItem = Layotto.Protos.Components.V1.ConfigurationItem;

namespace Layotto.Pluggable.Configuration;

/// <summary>Between the contract of configuration stores and their messages.</summary>
internal static class ConfigurationMessages
{
    /// <summary>What is wanted; null for everything.</summary>
    public static FrozenSet<string>? Filter(IReadOnlyCollection<string> keys) => keys.Count == 0 ? null : keys.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The items of a message that were asked for.</summary>
    public static Dictionary<string, ConfigurationItem> ToItems(IDictionary<string, WireItem> items, FrozenSet<string>? filter)
    {
        var result = new Dictionary<string, ConfigurationItem>(items.Count, StringComparer.Ordinal);
        foreach (var (key, item) in items)
        {
            if (filter is null || filter.Contains(key))
                result[key] = ToItem(item);
        }

        return result;
    }

    private static ConfigurationItem ToItem(WireItem item) => item.Metadata.Count == 0
        ? new ConfigurationItem { Value = item.Value, Version = item.Version }
        : new ConfigurationItem { Value = item.Value, Version = item.Version, Metadata = item.Metadata };
}
