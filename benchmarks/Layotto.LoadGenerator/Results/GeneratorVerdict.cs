namespace Layotto.LoadGenerator.Results;

/// <summary>The generator's check of itself.</summary>
internal static class GeneratorVerdict
{
    // A busier event loop has queues of its own, which would be counted as the server's latency.
    private const double HighestCpuShare = 0.9;

    // Well above a wake-up on an idle virtual machine, well below anything that would move a percentile in milliseconds.
    private const double HighestLagNanoseconds = 1_000_000;

    public static string? Of(LoadResult result)
    {
        if (result.GeneratorCpuShare >= HighestCpuShare)
            return FormattableString.Invariant($"the generator used {result.GeneratorCpuShare:P0} of its processor");
        var lag = result.ScheduleLag.ValueAtPercentile(99);
        return lag >= HighestLagNanoseconds
            ? FormattableString.Invariant($"the schedule slipped: 1% of the due times were noticed {lag / 1e6:F1} ms late or later")
            : null;
    }
}
