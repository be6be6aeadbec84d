namespace Layotto.Components.State.Query;

/// <summary>A page of a query's answer.</summary>
/// <param name="Items">The values found, in the query's order.</param>
/// <param name="Token">Where the next page begins; empty after the last one.</param>
public sealed record StateQueryPage(IReadOnlyList<StateQueryItem> Items, string Token);
