using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Resiliency policies: how many there are, how often they apply, and how often they have to act.</summary>
/// <remarks>
/// Names as in Dapr: a policy is <c>retry</c>, <c>timeout</c> or <c>circuitbreaker</c>; a target is <c>app_ID</c>, <c>actor_TYPE</c> or
/// <c>KIND_NAME</c> of a component; a status is that of a circuit breaker (<c>closed</c>, <c>half-open</c>, <c>open</c>, <c>unknown</c>)
/// and empty for the others.
/// </remarks>
public sealed class ResiliencyMetrics : IResilienceObserver
{
    private static readonly string[] BreakerStates = ["closed", "half-open", "open", "unknown"];

    private readonly MetricFamily<Counter>? _loaded;
    private readonly MetricFamily<Counter>? _executions;
    private readonly MetricFamily<Counter>? _activations;
    private readonly MetricFamily<Gauge>? _breakers;

    internal ResiliencyMetrics(MetricRegistry? registry)
    {
        if (registry is null)
            return;
        string[] labels = ["flow_direction", "name", "namespace", "policy", "status", "target"];
        _loaded = registry.Counter("dapr_resiliency_loaded", "Number of resiliency policies loaded.", "name", "namespace");
        _executions = registry.Counter("dapr_resiliency_count", "Number of times a resiliency policy has been applied to a building block.", labels);
        _activations = registry.Counter("dapr_resiliency_activations_total", "Number of times a resiliency policy has been activated in a building block after a failure or after a state change.", labels);
        _breakers = registry.Gauge("dapr_resiliency_cb_state", "Whether a circuit breaker is in the state that the label status names: 1 or 0.", labels);
    }

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => _loaded is not null;

    void IResilienceObserver.OnLoaded(string name, string @namespace) => PolicyLoaded(name, @namespace);

    void IResilienceObserver.OnApplied(PolicyTarget target, PolicyKind kind, CircuitState? state)
        => PolicyApplied(target.PolicyName, target.PolicyNamespace, Text(kind), Text(target.Direction), target.Name, Text(state));

    void IResilienceObserver.OnActivated(PolicyTarget target, PolicyKind kind, CircuitState? state)
    {
        PolicyActivated(target.PolicyName, target.PolicyNamespace, Text(kind), Text(target.Direction), target.Name, Text(state));
        if (state is not null)
            BreakerState(target.PolicyName, target.PolicyNamespace, Text(target.Direction), target.Name, Text(state));
    }

    /// <summary>A Resiliency document was loaded.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="documentNamespace">Its namespace.</param>
    public void PolicyLoaded(string name, string documentNamespace) => _loaded?.Get(name, documentNamespace).Increment();

    /// <summary>A policy was applied to a call.</summary>
    /// <param name="name">The Resiliency document.</param>
    /// <param name="documentNamespace">Its namespace.</param>
    /// <param name="policy">The kind of policy.</param>
    /// <param name="direction"><c>inbound</c> or <c>outbound</c>.</param>
    /// <param name="target">The target.</param>
    /// <param name="status">The circuit breaker's state; empty for other policies.</param>
    public void PolicyApplied(string name, string documentNamespace, string policy, string direction, string target, string status = "")
    {
        if (_executions is null)
            return;
        _executions.Get(direction, name, documentNamespace, policy, status, target).Increment();
        if (status.Length > 0)
            BreakerState(name, documentNamespace, direction, target, status);
    }

    /// <summary>A policy had to act: a retry, a time-out, a breaker that changed its state.</summary>
    /// <param name="name">The Resiliency document.</param>
    /// <param name="documentNamespace">Its namespace.</param>
    /// <param name="policy">The kind of policy.</param>
    /// <param name="direction"><c>inbound</c> or <c>outbound</c>.</param>
    /// <param name="target">The target.</param>
    /// <param name="status">The circuit breaker's new state; empty for other policies.</param>
    public void PolicyActivated(string name, string documentNamespace, string policy, string direction, string target, string status = "")
        => _activations?.Get(direction, name, documentNamespace, policy, status, target).Increment();

    /// <summary>A circuit breaker is in a state: that state's series is 1, the others are 0.</summary>
    /// <param name="name">The Resiliency document.</param>
    /// <param name="documentNamespace">Its namespace.</param>
    /// <param name="direction"><c>inbound</c> or <c>outbound</c>.</param>
    /// <param name="target">The target.</param>
    /// <param name="state">The state.</param>
    public void BreakerState(string name, string documentNamespace, string direction, string target, string state)
    {
        if (_breakers is null)
            return;
        foreach (var candidate in BreakerStates)
            _breakers.Get(direction, name, documentNamespace, "circuitbreaker", candidate, target).Set(candidate == state ? 1 : 0);
    }

    private static string Text(PolicyKind kind) => kind switch
    {
        PolicyKind.Timeout => "timeout",
        PolicyKind.Retry => "retry",
        _ => "circuitbreaker",
    };

    private static string Text(FlowDirection direction) => direction == FlowDirection.Inbound ? "inbound" : "outbound";

    private static string Text(CircuitState? state) => state switch
    {
        null => "",
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half-open",
        _ => "open",
    };
}
