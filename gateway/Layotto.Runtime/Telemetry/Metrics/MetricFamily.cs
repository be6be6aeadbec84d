namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>A metric with all its series.</summary>
public abstract class MetricFamily
{
    private protected MetricFamily(string name, MetricKind kind, string help, IReadOnlyList<string> labelNames)
    {
        Name = name;
        Kind = kind;
        Help = help;
        LabelNames = labelNames;
    }

    /// <summary>The name, as it is shown.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public MetricKind Kind { get; }

    /// <summary>What it means.</summary>
    public string Help { get; }

    /// <summary>The names of the labels that differ between series.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>The bounds of a histogram's buckets, in the shown unit; null for others.</summary>
    public HistogramShape? Shape { get; init; }

    /// <summary>The series under which anything was recorded, in no particular order.</summary>
    public abstract IReadOnlyCollection<MetricSeries> Series { get; }
}
