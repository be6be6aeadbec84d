namespace Layotto.Conformance.PubSub;

/// <summary>What a broker can be declared to do, in the words of Dapr's conformance configuration where it has one.</summary>
public static class PubSubAbilities
{
    /// <summary>Many messages can be published at once.</summary>
    public const string BulkPublish = "bulkpublish";

    /// <summary>Many messages are handed out at once.</summary>
    public const string BulkSubscribe = "bulksubscribe";

    /// <summary>Messages arrive in the order of publication.</summary>
    public const string InOrder = "in-order";

    /// <summary>A topic that ends in an asterisk stands for all that begin like it.</summary>
    public const string PrefixWildcards = "prefix-wildcards";

    /// <summary>A refused message is delivered again.</summary>
    public const string Redelivery = "redelivery";

    /// <summary>Two subscriptions of this process to one topic both get every message.</summary>
    public const string FanOut = "fan-out";

    /// <summary>Metadata of a message arrives with it.</summary>
    public const string Metadata = "metadata";

    /// <summary>A message's content type arrives with it.</summary>
    public const string ContentType = "content-type";

    /// <summary>A subscription can rest, and be emptied.</summary>
    public const string Buffering = "buffering";

    /// <summary>A subscription hands out so many messages at once as it was asked for, and one by one when it was asked for nothing.</summary>
    public const string Concurrency = "concurrency";

    /// <summary>A message can have 1 MiB.</summary>
    public const string LargeMessages = "large-messages";

    /// <summary>What a subscription leaves without an acknowledgement goes to the next one to the same topic.</summary>
    public const string HandOn = "hand-on";

    /// <summary>Everything.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        BulkPublish, BulkSubscribe, InOrder, PrefixWildcards, Redelivery, FanOut, Metadata, ContentType, Buffering, Concurrency, LargeMessages, HandOn,
    };
}
