namespace Layotto.Runtime.Resiliency;

/// <summary>Is told what policies do, for telemetry. Its functions are called on the way of calls: they must return at once, and not throw.</summary>
public interface IResilienceObserver
{
    /// <summary>A resource with policies has come into force.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="namespace">Its namespace; empty for none.</param>
    void OnLoaded(string name, string @namespace);

    /// <summary>A call is about to be made under a policy.</summary>
    /// <param name="target">What is called.</param>
    /// <param name="kind">Which of its policies.</param>
    /// <param name="state">The state of a circuit breaker; null for other policies.</param>
    void OnApplied(PolicyTarget target, PolicyKind kind, CircuitState? state);

    /// <summary>
    /// A policy has done something: the call's first timeout, its first retry, or a change of a circuit breaker's state during it.
    /// </summary>
    /// <param name="target">What is called.</param>
    /// <param name="kind">Which of its policies.</param>
    /// <param name="state">The new state of a circuit breaker; null for other policies.</param>
    void OnActivated(PolicyTarget target, PolicyKind kind, CircuitState? state);
}
