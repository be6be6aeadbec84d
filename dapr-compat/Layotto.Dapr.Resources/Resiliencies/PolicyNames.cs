using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>The policies of a target, each by its name; empty for none.</summary>
public record PolicyNames
{
    /// <summary>The timeout.</summary>
    public string Timeout { get; init; } = "";

    /// <summary>The retry policy.</summary>
    public string Retry { get; init; } = "";

    /// <summary>The circuit breaker.</summary>
    public string CircuitBreaker { get; init; } = "";

    /// <summary>Where it was written.</summary>
    public SourceLocation? Source { get; init; }
}
