namespace Layotto.Benchmarks.Results;

/// <summary>What a reader must know of one round of one contender.</summary>
internal sealed record RoundRemark(string Step, string Contender, int Round, string Reason);
