using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>A Resiliency (dapr.io/v1alpha1) as written, with Dapr's defaults for what isn't given.</summary>
public sealed record ResiliencyResource
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The app ids it is for; empty for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The timeouts by name.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Timeouts { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>The retry policies by name.</summary>
    public IReadOnlyDictionary<string, RetryPolicy> Retries { get; init; } = new Dictionary<string, RetryPolicy>();

    /// <summary>The circuit breakers by name.</summary>
    public IReadOnlyDictionary<string, CircuitBreakerPolicy> CircuitBreakers { get; init; } = new Dictionary<string, CircuitBreakerPolicy>();

    /// <summary>The policies of apps by app id.</summary>
    public IReadOnlyDictionary<string, AppTarget> Apps { get; init; } = new Dictionary<string, AppTarget>();

    /// <summary>The policies of actors by actor type.</summary>
    public IReadOnlyDictionary<string, ActorTarget> Actors { get; init; } = new Dictionary<string, ActorTarget>();

    /// <summary>The policies of components by name.</summary>
    public IReadOnlyDictionary<string, ComponentTarget> Components { get; init; } = new Dictionary<string, ComponentTarget>();

    /// <summary>Where it was written.</summary>
    public SourceLocation? Source { get; init; }
}
