namespace Layotto.Components.State.Query;

/// <summary>One criterion of a query's order.</summary>
/// <param name="Path">The names that lead to the sorted value within the document.</param>
/// <param name="IsDescending">Whether the greatest comes first.</param>
public sealed record QuerySort(IReadOnlyList<string> Path, bool IsDescending);
