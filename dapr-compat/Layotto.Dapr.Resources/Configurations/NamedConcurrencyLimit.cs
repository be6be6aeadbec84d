namespace Layotto.Dapr.Resources.Configurations;

/// <summary>How many workflows or activities of one name run at once, across all replicas.</summary>
public sealed record NamedConcurrencyLimit
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>How many.</summary>
    public int? MaxConcurrent { get; init; }
}
