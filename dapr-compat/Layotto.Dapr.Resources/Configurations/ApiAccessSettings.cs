namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Which of the sidecar's APIs are open (<c>spec.api</c>).</summary>
public sealed record ApiAccessSettings
{
    /// <summary>The APIs that are; where there are any of a protocol, no others of it are.</summary>
    public IReadOnlyList<ApiAccessRule> Allowed { get; init; } = [];

    /// <summary>The APIs that aren't.</summary>
    public IReadOnlyList<ApiAccessRule> Denied { get; init; } = [];
}
