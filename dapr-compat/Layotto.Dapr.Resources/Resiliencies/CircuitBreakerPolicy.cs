namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>When calls are no longer made for a while (<c>spec.policies.circuitBreakers</c>).</summary>
public sealed record CircuitBreakerPolicy
{
    /// <summary>How many calls are let through while it is half-open.</summary>
    public int MaxRequests { get; init; } = 1;

    /// <summary>After what time the counts of a closed breaker start anew; zero for never.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How long it stays open before it is half-open.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The CEL expression over the counts that opens it.</summary>
    public string Trip { get; init; } = "consecutiveFailures > 5";
}
