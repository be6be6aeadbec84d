namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Bounds of workflows (<c>spec.workflow</c>). Null stands for no bound.</summary>
public sealed record WorkflowSettings
{
    /// <summary>How many workflows this sidecar runs at once.</summary>
    public int? MaxConcurrentWorkflows { get; init; }

    /// <summary>How many activities this sidecar runs at once.</summary>
    public int? MaxConcurrentActivities { get; init; }

    /// <summary>How many workflows all replicas run at once.</summary>
    public int? GlobalMaxConcurrentWorkflows { get; init; }

    /// <summary>How many activities all replicas run at once.</summary>
    public int? GlobalMaxConcurrentActivities { get; init; }

    /// <summary>Bounds of workflows by name.</summary>
    public IReadOnlyList<NamedConcurrencyLimit> WorkflowLimits { get; init; } = [];

    /// <summary>Bounds of activities by name.</summary>
    public IReadOnlyList<NamedConcurrencyLimit> ActivityLimits { get; init; } = [];

    /// <summary>How long the state of an ended workflow is kept; null for ever.</summary>
    public WorkflowRetention? Retention { get; init; }
}
