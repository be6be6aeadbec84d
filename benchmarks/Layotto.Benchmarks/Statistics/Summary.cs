namespace Layotto.Benchmarks.Statistics;

/// <summary>The middle and the ends of some rounds. No mean: one disturbed round must not move the result.</summary>
internal readonly record struct Summary(double Median, double Minimum, double Maximum, int Count)
{
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Summary Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("A summary needs one value at least.", nameof(values));
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[^1], sorted.Length);
    }

    /// <summary>
    /// Ratios to a baseline, taken within each round that both have: what slowed one round slowed both, and cancels out.
    /// </summary>
    /// <returns>Null if they share no round, or the baseline is zero in one.</returns>
    public static Summary? OfRatios(IReadOnlyDictionary<int, double> values, IReadOnlyDictionary<int, double> baseline)
    {
        var shared = values.Keys.Where(baseline.ContainsKey).ToList();
        if (shared.Count == 0 || shared.Exists(round => baseline[round] == 0))
            return null;
        return Of(shared.Select(round => values[round] / baseline[round]));
    }
}
