using Layotto.Runtime.Resiliency.Settings;

namespace Layotto.Runtime.Resiliency;

/// <summary>What the policies of a target come to.</summary>
/// <param name="Timeout">The timeout, or null.</param>
/// <param name="Retry">The retries, or null.</param>
/// <param name="BreakerName">The name of the circuit breaker; empty for none.</param>
/// <param name="Breaker">When it opens; null for none.</param>
internal sealed record PolicyParts(TimeoutPlan? Timeout, RetryPlan? Retry, string BreakerName, CircuitBreakerSettings? Breaker)
{
    /// <summary>No policies.</summary>
    public static PolicyParts None { get; } = new(null, null, "", null);

    /// <summary>Whether there is nothing to apply.</summary>
    public bool IsEmpty => Timeout is null && Retry is null && Breaker is null;
}
