using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Configurations;

/// <summary>
/// Lays one Configuration over another: mappings are merged key by key, everything else is replaced. Each node keeps the
/// file and line it is from, so a problem of the whole still leads to its place.
/// </summary>
internal static class ConfigurationOverlay
{
    public static YamlMapping Lay(YamlMapping under, YamlMapping over) => Lay(under, over, "");

    private static YamlMapping Lay(YamlMapping under, YamlMapping over, string path)
    {
        var entries = under.Entries.ToList();
        foreach (var entry in over.Entries)
        {
            var index = entries.FindIndex(existing => existing.Key == entry.Key);
            var inner = $"{path}.{entry.Key}";
            if (index < 0)
                entries.Add(entry);
            else if (IsMerged(inner) && entries[index].Value is YamlMapping below && entry.Value is YamlMapping above)
                entries[index] = entry with { Value = Lay(below, above, inner) };
            else
                entries[index] = entry;
        }

        return new YamlMapping(over.Origin, over.Line, entries);
    }

    // What a name resolver takes is its own business, and replaced as one.
    private static bool IsMerged(string path) => path != ".spec.nameResolution.configuration";
}
