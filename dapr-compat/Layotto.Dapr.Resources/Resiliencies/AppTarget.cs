namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>The policies for calls of an app.</summary>
public sealed record AppTarget : PolicyNames
{
    /// <summary>How many of the app's operations have a circuit breaker of their own; 0 for the default of 100.</summary>
    public int CircuitBreakerCacheSize { get; init; }
}
