namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>What all metrics of a registry share.</summary>
public sealed class MetricRegistryOptions
{
    /// <summary>Labels with the same value on every series.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> CommonLabels { get; init; } = [];

    /// <summary>Rules that rewrite label values; of several for the same label of a metric the last one counts.</summary>
    public IReadOnlyList<LabelRule> Rules { get; init; } = [];

    /// <summary>The most series of one metric, so that no caller can fill the memory with label values. At least 1.</summary>
    public int MaxSeries { get; init; } = 1000;

    /// <summary>Is told of each metric that has reached <see cref="MaxSeries"/>, once.</summary>
    public Action<MetricFamily>? Overflowed { get; init; }
}
