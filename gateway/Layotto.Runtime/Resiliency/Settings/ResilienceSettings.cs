namespace Layotto.Runtime.Resiliency.Settings;

/// <summary>All policies of an app and what they are for, whatever files they came from. Two that say the same are equal.</summary>
public sealed record ResilienceSettings
{
    /// <summary>No policies but the built-in ones.</summary>
    public static ResilienceSettings Empty { get; } = new();

    /// <summary>The resources they came from, in the order in which they were read.</summary>
    public IReadOnlyList<PolicyResource> Resources { get; init; } = [];

    /// <summary>The timeouts by name; one of zero is none.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Timeouts { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>The retry policies by name; those named like a built-in one take its place.</summary>
    public IReadOnlyDictionary<string, RetrySettings> Retries { get; init; } = new Dictionary<string, RetrySettings>();

    /// <summary>The circuit breakers by name.</summary>
    public IReadOnlyDictionary<string, CircuitBreakerSettings> CircuitBreakers { get; init; } = new Dictionary<string, CircuitBreakerSettings>();

    /// <summary>The policies of apps by app id.</summary>
    public IReadOnlyDictionary<string, TargetSettings> Apps { get; init; } = new Dictionary<string, TargetSettings>();

    /// <summary>The policies of actors by actor type.</summary>
    public IReadOnlyDictionary<string, TargetSettings> Actors { get; init; } = new Dictionary<string, TargetSettings>();

    /// <summary>The policies of components by name.</summary>
    public IReadOnlyDictionary<string, ComponentTargetSettings> Components { get; init; } = new Dictionary<string, ComponentTargetSettings>();

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(ResilienceSettings? other)
        => other is not null
            && Resources.SequenceEqual(other.Resources)
            && AreSame(Timeouts, other.Timeouts)
            && AreSame(Retries, other.Retries)
            && AreSame(CircuitBreakers, other.CircuitBreakers)
            && AreSame(Apps, other.Apps)
            && AreSame(Actors, other.Actors)
            && AreSame(Components, other.Components);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Resources.Count, Timeouts.Count, Retries.Count, CircuitBreakers.Count, Apps.Count, Actors.Count);

    private static bool AreSame<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other)
        => one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && EqualityComparer<T>.Default.Equals(entry.Value, value));
}
