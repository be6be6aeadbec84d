using Layotto.Runtime.Expressions;

namespace Layotto.Runtime.Resiliency.Settings;

/// <summary>When calls are no longer made for a while. Two that are written the same are equal.</summary>
public sealed record CircuitBreakerSettings
{
    /// <summary>The variables that <see cref="Trip"/> may use.</summary>
    public static IReadOnlyCollection<string> TripVariables { get; } =
        ["requests", "totalSuccesses", "totalFailures", "consecutiveSuccesses", "consecutiveFailures"];

    /// <summary>How many calls are let through while it is half-open; at least 1.</summary>
    public int MaxRequests { get; init; } = 1;

    /// <summary>After what time the counts of a closed breaker begin anew; zero for never.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How long it stays open.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What opens it, asked after each failure.</summary>
    public CelExpression Trip { get; init; } = CelExpression.Parse("consecutiveFailures > 5", TripVariables);
}
