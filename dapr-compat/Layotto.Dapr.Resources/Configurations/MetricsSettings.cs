namespace Layotto.Dapr.Resources.Configurations;

/// <summary>What is measured and how (<c>spec.metrics</c>, or <c>spec.metric</c> by its older name).</summary>
public sealed record MetricsSettings
{
    /// <summary>Whether metrics are collected at all.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether error codes are counted.</summary>
    public bool RecordErrorCodes { get; init; }

    /// <summary>The buckets of latency histograms in milliseconds; empty for the default ones.</summary>
    public IReadOnlyList<int> LatencyBuckets { get; init; } = [];

    /// <summary>What is measured of HTTP.</summary>
    public HttpMetricsSettings Http { get; init; } = new();

    /// <summary>What is measured of workflows.</summary>
    public WorkflowMetricsSettings Workflow { get; init; } = new();

    /// <summary>Rules that rewrite labels.</summary>
    public IReadOnlyList<MetricsRule> Rules { get; init; } = [];
}
