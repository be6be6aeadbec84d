namespace Layotto.Dapr.Resources.Configurations;

/// <summary>The features that a Configuration can switch.</summary>
public static class DaprFeatures
{
    /// <summary>Components and subscriptions are loaded anew when their files change. On by default.</summary>
    public const string HotReload = "HotReload";

    /// <summary>The features that are on, or off, where a Configuration doesn't name them.</summary>
    public static IReadOnlyDictionary<string, bool> Defaults { get; } = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        [HotReload] = true,
        ["WorkflowsRemoteActivityReminder"] = true,
    };

    internal static IReadOnlyList<string> Known { get; } =
    [
        "ActorStateTTL", HotReload, "WorkflowsClusteredDeployment", "WorkflowsRemoteActivityReminder", "WorkflowHistorySigning",
        "WorkflowsFastPath",
    ];
}
