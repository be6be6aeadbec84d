using Layotto.Benchmarks.Results;
using Layotto.Benchmarks.Statistics;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>The saturated rate that open-loop steps take their shares of.</summary>
internal static class Capacity
{
    /// <summary>The lowest median rate among the contenders in the first step; null if one of them has none.</summary>
    public static double? OfSlowest(ScenarioRecord record)
    {
        if (record.Steps.Count == 0)
            return null;
        var medians = new List<double>();
        foreach (var contender in record.Contenders)
        {
            var rates = record.Values(record.Steps[0], contender, Metric.RequestsPerSecond);
            if (rates.Count == 0)
                return null;
            medians.Add(Summary.Of(rates.Values).Median);
        }

        return medians.Min();
    }
}
