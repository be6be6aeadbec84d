namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>What an actor's circuit breaker is counted for.</summary>
public enum CircuitBreakerScope
{
    /// <summary>All actors of the type together.</summary>
    Type,

    /// <summary>Each actor by itself.</summary>
    Id,

    /// <summary>Both.</summary>
    Both,
}
