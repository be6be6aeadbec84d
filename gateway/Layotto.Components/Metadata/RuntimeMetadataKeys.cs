using System.Collections.Frozen;

namespace Layotto.Components.Metadata;

/// <summary>
/// The metadata keys that the runtime reads and the component doesn't: they may stand in a component's metadata without
/// being in its schema. Their names are Dapr's.
/// </summary>
public static class RuntimeMetadataKeys
{
    /// <summary>State and lock stores: what is put before keys.</summary>
    public const string KeyPrefix = "keyPrefix";

    /// <summary>State stores: whether actors are kept in it.</summary>
    public const string ActorStateStore = "actorStateStore";

    /// <summary>State stores: the key that values are encrypted with.</summary>
    public const string PrimaryEncryptionKey = "primaryEncryptionKey";

    /// <summary>State stores: the key that older values are decrypted with.</summary>
    public const string SecondaryEncryptionKey = "secondaryEncryptionKey";

    /// <summary>State stores: the pub/sub component that outbox messages go to.</summary>
    public const string OutboxPublishPubSub = "outboxPublishPubsub";

    /// <summary>State stores: the topic that outbox messages go to.</summary>
    public const string OutboxPublishTopic = "outboxPublishTopic";

    /// <summary>State stores: the pub/sub component that the outbox uses for itself.</summary>
    public const string OutboxPubSub = "outboxPubsub";

    /// <summary>State stores: whether an outbox message is dropped when its transaction can't be found.</summary>
    public const string OutboxDiscardWhenMissingState = "outboxDiscardWhenMissingState";

    /// <summary>Pub/sub: which app may publish to which topics.</summary>
    public const string PublishingScopes = "publishingScopes";

    /// <summary>Pub/sub: which app may subscribe to which topics.</summary>
    public const string SubscriptionScopes = "subscriptionScopes";

    /// <summary>Pub/sub: the topics there are at all.</summary>
    public const string AllowedTopics = "allowedTopics";

    /// <summary>Pub/sub: the topics that need a grant.</summary>
    public const string ProtectedTopics = "protectedTopics";

    /// <summary>Pub/sub: the group of consumers; the app's id where not given.</summary>
    public const string ConsumerId = "consumerID";

    /// <summary>Bindings: <c>input</c>, <c>output</c> or both.</summary>
    public const string Direction = "direction";

    /// <summary>Input bindings: the app's path.</summary>
    public const string Route = "route";

    private static readonly FrozenDictionary<ComponentKind, FrozenSet<string>> ByKind = new Dictionary<ComponentKind, FrozenSet<string>>
    {
        [ComponentKind.State] = Keys(
            KeyPrefix, ActorStateStore, PrimaryEncryptionKey, SecondaryEncryptionKey, OutboxPublishPubSub, OutboxPublishTopic,
            OutboxPubSub, OutboxDiscardWhenMissingState),
        [ComponentKind.PubSub] = Keys(PublishingScopes, SubscriptionScopes, AllowedTopics, ProtectedTopics, ConsumerId),
        [ComponentKind.Bindings] = Keys(Direction, Route),
        [ComponentKind.Lock] = Keys(KeyPrefix),
    }.ToFrozenDictionary();

    /// <summary>Whether the runtime reads a key of components of a kind; the key's case doesn't count.</summary>
    public static bool IsKnown(ComponentKind kind, string key) => ByKind.TryGetValue(kind, out var keys) && keys.Contains(key);

    private static FrozenSet<string> Keys(params string[] keys) => keys.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
