using Layotto.Components.State;

namespace Layotto.Runtime.State;

/// <summary>A key to be written or deleted, as a caller names it.</summary>
/// <param name="Key">The key, without prefix.</param>
/// <param name="Value">The value; empty for a deletion.</param>
/// <param name="ETag">The etag that the present value must have; null when the caller named none, empty when it named an empty one.</param>
/// <param name="Concurrency">Which of two competing writes wins.</param>
/// <param name="Consistency">How safe the write has to be.</param>
/// <param name="Metadata">The item's metadata; empty rather than null.</param>
public readonly record struct StateItem(
    string Key,
    ReadOnlyMemory<byte> Value,
    string? ETag,
    StateConcurrency Concurrency,
    StateConsistency Consistency,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Whether the value is JSON because the API carries it so: a message made of it is the text of a JSON string, not its JSON form.</summary>
    public bool IsJsonText { get; init; }
}
