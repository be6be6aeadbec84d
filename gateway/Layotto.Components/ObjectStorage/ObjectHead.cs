namespace Layotto.Components.ObjectStorage;

/// <summary>What there is to tell about an object.</summary>
public sealed record ObjectHead
{
    /// <summary>The size of its content in bytes; of a part of it, the part's. Null where it isn't known.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Its media type; empty where none was given.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>The mark of its content; empty where the store has none.</summary>
    public string ETag { get; init; } = "";

    /// <summary>Its version; empty where the store has none.</summary>
    public string VersionId { get; init; } = "";

    /// <summary>When it was last changed; null where that isn't known.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>What was stored along with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
