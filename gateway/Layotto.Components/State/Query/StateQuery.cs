namespace Layotto.Components.State.Query;

/// <summary>A query over the values of a state store that are JSON documents (Dapr's state query API).</summary>
/// <param name="Filter">What a value must fulfil; null for no condition.</param>
/// <param name="Sort">By what the answer is ordered, the most important first; empty for the store's own order.</param>
/// <param name="Limit">The most values to answer with; null for no limit.</param>
/// <param name="Token">Where the page before ended, as its answer said; empty for the first one.</param>
public sealed record StateQuery(QueryFilter? Filter, IReadOnlyList<QuerySort> Sort, int? Limit, string Token);
