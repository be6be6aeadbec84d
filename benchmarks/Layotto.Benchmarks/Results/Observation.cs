namespace Layotto.Benchmarks.Results;

/// <summary>One number of one round.</summary>
internal sealed record Observation(string Step, string Contender, int Round, Metric Metric, double Value);
