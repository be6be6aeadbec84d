namespace Layotto.Components.State;

/// <summary>The names of a state store's abilities, as Dapr's metadata API shows them.</summary>
public static class StateFeatures
{
    /// <summary>Values have etags, and writes can depend on them.</summary>
    public const string ETag = "ETAG";

    /// <summary>Several writes can be one transaction: the store is an <see cref="ITransactionalStateStore"/>.</summary>
    public const string Transactional = "TRANSACTIONAL";

    /// <summary>Values can expire.</summary>
    public const string TimeToLive = "TTL";

    /// <summary>The store answers queries: it is an <see cref="IQueryableStateStore"/>.</summary>
    public const string Query = "QUERY_API";

    /// <summary>Keys can be deleted by their prefix: the store is an <see cref="IPrefixDeletingStateStore"/>.</summary>
    public const string DeleteWithPrefix = "DELETE_WITH_PREFIX";

    /// <summary>Keys can be listed by a pattern: the store is an <see cref="IKeyListingStateStore"/>.</summary>
    public const string KeysLike = "KEYS_LIKE";

    /// <summary>The store takes a partition key in the metadata of a request.</summary>
    public const string PartitionKey = "PARTITION_KEY";
}
