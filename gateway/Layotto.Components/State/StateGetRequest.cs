namespace Layotto.Components.State;

/// <summary>Asks for the value of a key.</summary>
/// <param name="Key">The key as the store knows it, with its prefix.</param>
/// <param name="Consistency">How fresh the answer has to be.</param>
/// <param name="Metadata">The request's metadata; empty rather than null.</param>
public readonly record struct StateGetRequest(
    string Key,
    StateConsistency Consistency,
    IReadOnlyDictionary<string, string> Metadata);
