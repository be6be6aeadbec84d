namespace Layotto.Components.State;

/// <summary>A value as a store has it.</summary>
public sealed class StateValue
{
    /// <summary>No metadata.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoMetadata = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>The metadata key under which an expiry is told, as an RFC 3339 time in UTC.</summary>
    public const string ExpiryMetadataKey = "ttlExpireTime";

    /// <summary>The value, byte for byte as it was written.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The value's etag; null where the store has none.</summary>
    public string? ETag { get; init; }

    /// <summary>Facts about the value, such as <see cref="ExpiryMetadataKey"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    /// <summary>The value's content type where the store keeps one, else null.</summary>
    public string? ContentType { get; init; }
}
