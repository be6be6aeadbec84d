namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>A counter and a histogram of latencies under the same labels.</summary>
/// <param name="counts">The counter.</param>
/// <param name="latencies">The histogram.</param>
internal sealed class CountedLatency(MetricFamily<Counter> counts, MetricFamily<Histogram> latencies)
{
    /// <summary>The value of a label that says whether something succeeded.</summary>
    public static string Text(bool success) => success ? "true" : "false";

    /// <summary>The counter.</summary>
    public MetricFamily<Counter> Counts => counts;

    /// <summary>The histogram.</summary>
    public MetricFamily<Histogram> Latencies => latencies;

    /// <summary>Counts, and records the time since <paramref name="start"/> unless that is 0.</summary>
    public void Record(long start, params ReadOnlySpan<string> labels)
    {
        counts.Get(labels).Increment();
        if (start != 0)
            latencies.Get(labels).RecordSince(start);
    }
}
