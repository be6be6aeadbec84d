namespace Layotto.Components.State;

/// <summary>A page of a listing of keys.</summary>
/// <param name="Keys">The keys, as the store knows them.</param>
/// <param name="ContinuationToken">Where the next page begins, or null after the last one.</param>
public sealed record StateKeyPage(IReadOnlyList<string> Keys, string? ContinuationToken);
