using Layotto.Components;

namespace Layotto.Runtime.Resiliency;

/// <summary>No policies at all.</summary>
public sealed class NoResilience : IResilience
{
    /// <summary>The only one.</summary>
    public static NoResilience Instance { get; } = new();

    /// <inheritdoc/>
    public ResiliencePolicy ForInitialization => ResiliencePolicy.None;

    /// <inheritdoc/>
    public ResiliencePolicy ForApp(string appId) => ResiliencePolicy.None;

    /// <inheritdoc/>
    public ResiliencePolicy ForComponent(string name, ComponentKind kind, FlowDirection direction) => ResiliencePolicy.None;
}
