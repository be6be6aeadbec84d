namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>The policies for calls of an actor type.</summary>
public sealed record ActorTarget : PolicyNames
{
    /// <summary>What its circuit breaker is counted for.</summary>
    public CircuitBreakerScope CircuitBreakerScope { get; init; }

    /// <summary>How many actors have a circuit breaker of their own; 0 for the default of 5000.</summary>
    public int CircuitBreakerCacheSize { get; init; }
}
