namespace Layotto.Runtime.Loading;

/// <summary>What came of making the running components into those that are wanted.</summary>
/// <param name="Done">How many were added, replaced or removed.</param>
/// <param name="Failed">How many could not follow; what was there before goes on.</param>
public sealed record ComponentChanges(int Done, int Failed);
