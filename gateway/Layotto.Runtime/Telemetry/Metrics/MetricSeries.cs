namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>A metric under one set of labels. It is what hot code keeps: to record takes no look-up, no lock and no memory.</summary>
public abstract class MetricSeries
{
    /// <summary>The values of the labels, in the order of the family's names.</summary>
    public IReadOnlyList<string> LabelValues { get; internal set; } = [];

    /// <summary>Whether anything was recorded; what never was isn't shown.</summary>
    public abstract bool IsUsed { get; }

    /// <summary>The labels as text, sorted by name, without braces: <c>app_id="a",method="GET"</c>.</summary>
    internal string LabelText { get; set; } = "";
}
