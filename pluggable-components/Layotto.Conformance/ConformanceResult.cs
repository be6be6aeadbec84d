namespace Layotto.Conformance;

/// <summary>What came of a case.</summary>
/// <param name="Case">The name of the case.</param>
/// <param name="Outcome">Whether the component does as it must.</param>
/// <param name="Reason">Why it doesn't, or why the case doesn't apply; empty when it does.</param>
/// <param name="Duration">How long the case took.</param>
public sealed record ConformanceResult(string Case, ConformanceOutcome Outcome, string Reason, TimeSpan Duration);
