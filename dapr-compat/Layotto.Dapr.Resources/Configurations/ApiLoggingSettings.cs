namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Whether calls of the sidecar's APIs are logged (<c>spec.logging.apiLogging</c>).</summary>
public sealed record ApiLoggingSettings
{
    /// <summary>Whether they are.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>Whether the route is logged instead of the full path.</summary>
    public bool ObfuscateUrls { get; init; }

    /// <summary>Whether health checks are left out.</summary>
    public bool OmitHealthChecks { get; init; }
}
