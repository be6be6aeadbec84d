using Layotto.Benchmarks.Results;

namespace Layotto.Benchmarks.Tools;

/// <summary>What a tool reported.</summary>
/// <param name="Values">Whatever metrics it knows.</param>
/// <param name="TotalResponses">All good responses, unmeasured ones included: what CPU time and bytes are divided by.</param>
/// <param name="Fault">Why the round must not count; null if nothing was wrong.</param>
/// <param name="Caution">What makes the numbers doubtful without making them wrong; null if nothing does.</param>
internal sealed record LoadFigures(
    IReadOnlyDictionary<Metric, double> Values, long TotalResponses, string? Fault, string? Caution = null)
{
    public static LoadFigures Faulty(string fault) => new(new Dictionary<Metric, double>(), 0, fault);
}
