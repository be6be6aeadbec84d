namespace Layotto.Conformance.State;

/// <summary>What a state store can be declared to do, in the words of Dapr's conformance configuration where it has one.</summary>
public static class StateAbilities
{
    /// <summary>Several writes can be one.</summary>
    public const string Transaction = "transaction";

    /// <summary>Values have etags, and writes can depend on them.</summary>
    public const string ETag = "etag";

    /// <summary>A write can be one that only the first of many wins.</summary>
    public const string FirstWrite = "first-write";

    /// <summary>Values that are JSON can be queried.</summary>
    public const string Query = "query";

    /// <summary>Values can expire.</summary>
    public const string TimeToLive = "ttl";

    /// <summary>All keys of a prefix can be deleted at once.</summary>
    public const string DeleteWithPrefix = "delete-with-prefix";

    /// <summary>Keys can be listed by a pattern.</summary>
    public const string KeysLike = "keyslike";

    /// <summary>The patterns of listings tell letters by their case; those of some databases don't.</summary>
    public const string CaseSensitivePatterns = "keyslike-case-sensitive";

    /// <summary>The store is good for actors: bytes come back as they were.</summary>
    public const string ActorStateStore = "actorStateStore";

    /// <summary>The store tells when a value expires.</summary>
    public const string ExpiryTime = "ttl-expire-time";

    /// <summary>A value can have 1 MiB.</summary>
    public const string LargeValues = "large-values";

    /// <summary>What one bulk read answers was all there at one moment.</summary>
    public const string BulkSnapshot = "bulk-snapshot";

    /// <summary>Everything.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        Transaction, ETag, FirstWrite, Query, TimeToLive, DeleteWithPrefix, KeysLike, CaseSensitivePatterns, ActorStateStore, ExpiryTime, LargeValues,
        BulkSnapshot,
    };
}
