namespace Layotto.Runtime.Resiliency.Settings;

/// <summary>The policies of a target, each by its name; empty for none. A name that nothing is defined for is none too.</summary>
public sealed record TargetSettings
{
    /// <summary>No policy.</summary>
    public static TargetSettings None { get; } = new();

    /// <summary>The timeout.</summary>
    public string Timeout { get; init; } = "";

    /// <summary>The retry policy.</summary>
    public string Retry { get; init; } = "";

    /// <summary>The circuit breaker.</summary>
    public string CircuitBreaker { get; init; } = "";

    /// <summary>How many operations of an app, or actors of a type, have a breaker of their own at once; 0 for Dapr's default.</summary>
    public int CacheSize { get; init; }

    /// <summary>Of an actor type: whether each actor has a breaker of its own; else they share one.</summary>
    public bool IsBreakerById { get; init; }
}
