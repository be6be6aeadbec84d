namespace Layotto.Components.State;

/// <summary>Writes the value of a key.</summary>
/// <param name="Key">The key as the store knows it, with its prefix.</param>
/// <param name="Value">The value, kept byte for byte. The store copies it if it keeps it beyond the call.</param>
/// <param name="ETag">The etag that the present value must have; null or empty when the caller named none.</param>
/// <param name="Concurrency">Which of two competing writes wins.</param>
/// <param name="Consistency">How safe the write has to be.</param>
/// <param name="Metadata">The request's metadata (<c>ttlInSeconds</c>, <c>contentType</c>, …); empty rather than null.</param>
public readonly record struct StateSetRequest(
    string Key,
    ReadOnlyMemory<byte> Value,
    string? ETag,
    StateConcurrency Concurrency,
    StateConsistency Consistency,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Whether the caller named an etag.</summary>
    public bool HasETag => !string.IsNullOrEmpty(ETag);
}
