namespace Layotto.Dapr.Resources.Configurations;

/// <summary>What is measured of workflows (<c>spec.metrics.workflow</c>).</summary>
public sealed record WorkflowMetricsSettings
{
    /// <summary>The buckets of workflow latency histograms; empty for those of everything else.</summary>
    public IReadOnlyList<int> LatencyBuckets { get; init; } = [];

    /// <summary>What one unit of the buckets is.</summary>
    public TimeSpan LatencyUnit { get; init; } = TimeSpan.FromMilliseconds(1);
}
