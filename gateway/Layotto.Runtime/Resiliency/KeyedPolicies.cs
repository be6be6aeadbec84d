namespace Layotto.Runtime.Resiliency;

/// <summary>
/// The policies of an app or an actor type. With a circuit breaker, each operation of the app, or each actor, has one of its own, as
/// many as the cache holds.
/// </summary>
internal sealed class KeyedPolicies
{
    private readonly PolicyParts _parts;
    private readonly Func<string, CircuitBreaker?, ResiliencePolicy> _make;
    private readonly Func<string, CircuitBreaker> _makeBreaker;
    private readonly LeastRecentlyUsed<Entry>? _byKey;
    private readonly ResiliencePolicy _only = ResiliencePolicy.None;

    /// <summary>Creates the policies.</summary>
    /// <param name="parts">What they come to.</param>
    /// <param name="capacity">How many circuit breakers are kept.</param>
    /// <param name="make">Makes a policy with a breaker for a key, or without one.</param>
    /// <param name="makeBreaker">Makes a breaker for a key.</param>
    /// <param name="previous">Those in force before, whose breakers are kept when they are of the same policy; or null.</param>
    public KeyedPolicies(
        PolicyParts parts,
        int capacity,
        Func<string, CircuitBreaker?, ResiliencePolicy> make,
        Func<string, CircuitBreaker> makeBreaker,
        KeyedPolicies? previous)
    {
        _parts = parts;
        _make = make;
        _makeBreaker = makeBreaker;
        if (parts.Breaker is null)
        {
            _only = make("", null);
            return;
        }

        _byKey = new LeastRecentlyUsed<Entry>(capacity);
        if (previous?._byKey is null || previous._parts.BreakerName != parts.BreakerName || previous._parts.Breaker != parts.Breaker)
            return;
        foreach (var (key, entry) in previous._byKey.All)
            _byKey.GetOrAdd(key, static (key, call) => call.Policies.Make(key, call.Breaker), (Policies: this, entry.Breaker));
    }

    /// <summary>The policy for an operation, or an actor.</summary>
    public ResiliencePolicy For(string key)
        => _byKey is null ? _only : _byKey.GetOrAdd(key, static (key, policies) => policies.Make(key, policies._makeBreaker(key)), this).Policy;

    private Entry Make(string key, CircuitBreaker breaker) => new(_make(key, breaker), breaker);

    private sealed record Entry(ResiliencePolicy Policy, CircuitBreaker Breaker);
}
