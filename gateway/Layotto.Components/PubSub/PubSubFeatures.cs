namespace Layotto.Components.PubSub;

/// <summary>The names of a broker's abilities, as Dapr's metadata API shows them.</summary>
public static class PubSubFeatures
{
    /// <summary>The broker forgets messages whose time to live has passed. For those that don't, the runtime puts the expiry into the event.</summary>
    public const string MessageTimeToLive = "MESSAGE_TTL";

    /// <summary>A subscription's topic can be a pattern.</summary>
    public const string SubscribeWildcards = "SUBSCRIBE_WILDCARDS";

    /// <summary>Many messages can be published at once: the broker is an <see cref="IBulkPublisher"/>.</summary>
    public const string BulkPublish = "BULK_PUBSUB";

    /// <summary>The broker delivers one message after the other, so gathering them waits for none.</summary>
    public const string BulkSubscribeImmediate = "BULK_SUBSCRIBE_IMMEDIATE";
}
