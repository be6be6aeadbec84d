namespace Layotto.Dapr.Apps;

/// <summary>What an app says of its actors: of all of them, or of some types (<c>entitiesConfig</c>). Null where it says nothing.</summary>
public sealed record AppEntitySettings
{
    /// <summary>The types it is about.</summary>
    public IReadOnlyList<string> Entities { get; init; } = [];

    /// <summary>After how long without a call an actor is let go.</summary>
    public TimeSpan? ActorIdleTimeout { get; init; }

    /// <summary>How long calls under way may take when actors move.</summary>
    public TimeSpan? DrainOngoingCallTimeout { get; init; }

    /// <summary>Whether actors that move wait for their calls.</summary>
    public bool? DrainRebalancedActors { get; init; }

    /// <summary>Reentrancy.</summary>
    public AppReentrancy? Reentrancy { get; init; }
}
