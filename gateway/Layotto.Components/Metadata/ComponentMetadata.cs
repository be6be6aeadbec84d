using System.Collections;
using System.Collections.Frozen;

namespace Layotto.Components.Metadata;

/// <summary>The settings of a component instance, in the order given: keys that are equal but for case are the same key.</summary>
public sealed class ComponentMetadata : IReadOnlyCollection<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _ordered = [];
    private readonly FrozenDictionary<string, KeyValuePair<string, string>> _byKey;
    private readonly FrozenSet<string> _secretKeys;

    /// <summary>Creates the metadata from its properties.</summary>
    /// <param name="properties">The keys and their values.</param>
    /// <param name="secretKeys">The keys whose values came from a secret store: they are never shown, whatever the setting.</param>
    /// <exception cref="MetadataException">Two keys differ by case alone.</exception>
    public ComponentMetadata(IEnumerable<KeyValuePair<string, string>> properties, IEnumerable<string>? secretKeys = null)
    {
        var collected = new Dictionary<string, KeyValuePair<string, string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in properties)
        {
            if (!collected.TryAdd(property.Key, property))
            {
                throw new MetadataException(
                    property.Key, $"The metadata key \"{property.Key}\" is given twice; keys that differ by case alone are the same key.");
            }

            _ordered.Add(property);
        }

        _byKey = collected.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _secretKeys = (secretKeys ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>No settings at all.</summary>
    public static ComponentMetadata Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _ordered.Count;

    /// <summary>The value of a key, or null where it isn't given.</summary>
    public string? this[string key] => _byKey.TryGetValue(key, out var property) ? property.Value : null;

    /// <summary>Finds the value of a key, whatever its case.</summary>
    public bool TryGetValue(string key, out string value)
    {
        var found = _byKey.TryGetValue(key, out var property);
        value = found ? property.Value : "";
        return found;
    }

    /// <summary>Whether a key's value came from a secret store.</summary>
    public bool IsSecret(string key) => _secretKeys.Contains(key);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _ordered.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A key that has a value other than an empty one, as the operator wrote it; null where there is none.</summary>
    internal string? FindGiven(string key)
        => _byKey.TryGetValue(key, out var property) && property.Value.Length > 0 ? property.Key : null;
}
