namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>What a metric is, in Prometheus' terms.</summary>
public enum MetricKind
{
    /// <summary>A number that only grows.</summary>
    Counter,

    /// <summary>A number that goes up and down.</summary>
    Gauge,

    /// <summary>How many measured values lie under each of some bounds.</summary>
    Histogram,
}
