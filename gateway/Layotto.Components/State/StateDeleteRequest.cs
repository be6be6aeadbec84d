namespace Layotto.Components.State;

/// <summary>Deletes a key. Deleting one that isn't there is no error, unless an etag was named.</summary>
/// <param name="Key">The key as the store knows it, with its prefix.</param>
/// <param name="ETag">The etag that the present value must have; null or empty when the caller named none.</param>
/// <param name="Concurrency">Which of two competing writes wins.</param>
/// <param name="Consistency">How safe the write has to be.</param>
/// <param name="Metadata">The request's metadata; empty rather than null.</param>
public readonly record struct StateDeleteRequest(
    string Key,
    string? ETag,
    StateConcurrency Concurrency,
    StateConsistency Consistency,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Whether the caller named an etag.</summary>
    public bool HasETag => !string.IsNullOrEmpty(ETag);
}
