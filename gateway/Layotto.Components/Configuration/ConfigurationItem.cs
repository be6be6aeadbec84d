namespace Layotto.Components.Configuration;

/// <summary>A value of a configuration store.</summary>
public sealed record ConfigurationItem
{
    /// <summary>What stands for an item that is gone: it has neither a value nor a version, as in Dapr.</summary>
    public static readonly ConfigurationItem Deleted = new();

    /// <summary>The value.</summary>
    public string Value { get; init; } = "";

    /// <summary>The version of the value; empty where the store has none.</summary>
    public string Version { get; init; } = "";

    /// <summary>Facts about the item.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <inheritdoc/>
    public bool Equals(ConfigurationItem? other)
        => other is not null && Value == other.Value && Version == other.Version && Metadata.Count == other.Metadata.Count
            && Metadata.All(fact => other.Metadata.TryGetValue(fact.Key, out var value) && value == fact.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, Version, Metadata.Count);
}
