using System.Collections;
using System.Collections.Frozen;

namespace Layotto.Components.Metadata;

/// <summary>The settings of a component instance: keys that are equal but for case are the same key.</summary>
public sealed class ComponentMetadata : IReadOnlyCollection<KeyValuePair<string, string>>
{
    private readonly FrozenDictionary<string, string> _properties;

    /// <summary>Creates the metadata from its properties.</summary>
    /// <exception cref="MetadataException">Two keys differ by case alone.</exception>
    public ComponentMetadata(IEnumerable<KeyValuePair<string, string>> properties)
    {
        var collected = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in properties)
        {
            if (!collected.TryAdd(key, value))
            {
                throw new MetadataException(key, $"The metadata key \"{key}\" is given twice; keys that differ by case alone are the same key.");
            }
        }

        _properties = collected.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>No settings at all.</summary>
    public static ComponentMetadata Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _properties.Count;

    /// <summary>The value of a key, or null where it isn't given.</summary>
    public string? this[string key] => _properties.GetValueOrDefault(key);

    /// <summary>Finds the value of a key, whatever its case.</summary>
    public bool TryGetValue(string key, out string value)
    {
        var found = _properties.TryGetValue(key, out var existing);
        value = existing ?? "";
        return found;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
        => ((IEnumerable<KeyValuePair<string, string>>)_properties).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
