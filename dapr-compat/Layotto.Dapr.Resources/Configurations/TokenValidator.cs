namespace Layotto.Dapr.Resources.Configurations;

/// <summary>A validator of the tokens that workloads show to get a certificate.</summary>
public sealed record TokenValidator
{
    /// <summary>Its name, such as <c>jwks</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
