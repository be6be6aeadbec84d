namespace Layotto.Dapr.Resources.Configurations;

/// <summary>What is measured of HTTP (<c>spec.metrics.http</c>).</summary>
public sealed record HttpMetricsSettings
{
    /// <summary>Whether the path is a label, which makes a series for each.</summary>
    public bool IncreasedCardinality { get; init; } = true;

    /// <summary>Patterns that paths are grouped by.</summary>
    public IReadOnlyList<string> PathMatching { get; init; } = [];

    /// <summary>Whether the verb is left out of the labels.</summary>
    public bool ExcludeVerbs { get; init; }
}
