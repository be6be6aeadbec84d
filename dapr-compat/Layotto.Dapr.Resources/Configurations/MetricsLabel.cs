namespace Layotto.Dapr.Resources.Configurations;

/// <summary>How one label is rewritten.</summary>
public sealed record MetricsLabel
{
    /// <summary>The label's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Regular expressions by the value that takes the place of what they match.</summary>
    public IReadOnlyDictionary<string, string> Regex { get; init; } = new Dictionary<string, string>();
}
