namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Which apps may call this one (<c>spec.accessControl</c>).</summary>
public sealed record AccessControlSettings
{
    /// <summary><c>allow</c> or <c>deny</c>, for apps that no policy names; empty where not given.</summary>
    public string DefaultAction { get; init; } = "allow";

    /// <summary>This app's trust domain.</summary>
    public string TrustDomain { get; init; } = "public";

    /// <summary>The policies, an app each.</summary>
    public IReadOnlyList<AppAccessPolicy> Policies { get; init; } = [];
}
