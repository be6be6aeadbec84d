namespace Layotto.Components.PubSub;

/// <summary>A message to be published.</summary>
/// <param name="Topic">The topic; not empty.</param>
/// <param name="Data">The payload, published byte for byte. The broker copies it if it keeps it beyond the call.</param>
/// <param name="ContentType">The payload's content type; null when it isn't known.</param>
/// <param name="Metadata">The request's metadata (<c>ttlInSeconds</c>, <c>partitionKey</c>, …); empty rather than null.</param>
public readonly record struct PublishRequest(
    string Topic,
    ReadOnlyMemory<byte> Data,
    string? ContentType,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>No metadata.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoMetadata = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
