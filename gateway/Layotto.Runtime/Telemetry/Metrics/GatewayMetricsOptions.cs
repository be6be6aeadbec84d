namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>What is measured and how (a Configuration's <c>spec.metrics</c>).</summary>
public sealed record GatewayMetricsOptions
{
    /// <summary>The app's namespace, a label of component metrics.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Whether errors are counted by their codes.</summary>
    public bool RecordErrorCodes { get; init; }

    /// <summary>The buckets of latencies.</summary>
    public HistogramShape Latencies { get; init; } = HistogramShape.Latencies;

    /// <summary>Whether paths are labels of HTTP metrics where no pattern takes them.</summary>
    public bool IncreasedCardinality { get; init; } = true;

    /// <summary>Patterns that paths are grouped by, such as <c>/orders/{id}</c>.</summary>
    public IReadOnlyList<string> PathMatching { get; init; } = [];

    /// <summary>Whether HTTP metrics leave the verb out.</summary>
    public bool ExcludeVerbs { get; init; }
}
