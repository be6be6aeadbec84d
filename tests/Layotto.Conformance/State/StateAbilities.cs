namespace Layotto.Conformance.State;

/// <summary>What a state store can be declared to do, in the words of Dapr's conformance configuration where it has one.</summary>
public static class StateAbilities
{
    public const string Transaction = "transaction";
    public const string ETag = "etag";
    public const string FirstWrite = "first-write";
    public const string Query = "query";
    public const string TimeToLive = "ttl";
    public const string DeleteWithPrefix = "delete-with-prefix";
    public const string KeysLike = "keyslike";

    /// <summary>The patterns of listings tell letters by their case; those of some databases don't.</summary>
    public const string CaseSensitivePatterns = "keyslike-case-sensitive";

    /// <summary>The store is good for actors: bytes come back as they were.</summary>
    public const string ActorStateStore = "actorStateStore";

    /// <summary>The store tells when a value expires.</summary>
    public const string ExpiryTime = "ttl-expire-time";

    /// <summary>A value can have 1 MiB.</summary>
    public const string LargeValues = "large-values";

    /// <summary>Everything.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        Transaction, ETag, FirstWrite, Query, TimeToLive, DeleteWithPrefix, KeysLike, CaseSensitivePatterns, ActorStateStore, ExpiryTime, LargeValues,
    };
}
