using Google.Protobuf.Collections;

namespace Layotto.Pluggable.Connections;

/// <summary>Fills the maps of messages.</summary>
internal static class MapFieldExtensions
{
    /// <summary>Adds entries to a map that has none of them.</summary>
    public static void AddAll(this MapField<string, string> map, IEnumerable<KeyValuePair<string, string>> entries)
    {
        foreach (var (key, value) in entries)
            map.Add(key, value);
    }
}
