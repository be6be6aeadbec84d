namespace Layotto.Runtime.Resiliency;

/// <summary>Whether a circuit breaker lets calls through.</summary>
public enum CircuitState
{
    /// <summary>All of them.</summary>
    Closed,

    /// <summary>A few, to see whether the target is well again.</summary>
    HalfOpen,

    /// <summary>None.</summary>
    Open,
}
