namespace Layotto.Dapr.Resources.Configurations;

/// <summary>A rule that rewrites the labels of one metric.</summary>
public sealed record MetricsRule
{
    /// <summary>The metric's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The labels it rewrites.</summary>
    public IReadOnlyList<MetricsLabel> Labels { get; init; } = [];
}
