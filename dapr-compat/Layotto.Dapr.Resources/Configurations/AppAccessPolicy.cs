namespace Layotto.Dapr.Resources.Configurations;

/// <summary>What one app may call.</summary>
public sealed record AppAccessPolicy
{
    /// <summary>The calling app's id.</summary>
    public string AppId { get; init; } = "";

    /// <summary><c>allow</c> or <c>deny</c>, for operations that aren't listed; empty where not given.</summary>
    public string DefaultAction { get; init; } = "";

    /// <summary>The calling app's trust domain.</summary>
    public string TrustDomain { get; init; } = "";

    /// <summary>The calling app's namespace.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The operations.</summary>
    public IReadOnlyList<AppOperationRule> Operations { get; init; } = [];
}
