using Layotto.Components.Metadata;

namespace Layotto.Components.Embedded.PubSub;

/// <summary>The settings of <c>pubsub.in-memory</c>. Dapr's component of this name has none.</summary>
internal sealed record InMemoryPubSubSettings(
    int QueueMessages, long QueueBytes, TimeSpan PublishTimeout, TimeSpan UnclaimedTimeout, TimeSpan RedeliverInterval, TimeSpan MaxRedeliverInterval)
{
    private static readonly MetadataField<long> QueueMessagesField = MetadataField.Integer(
        "queueMessages", "The most messages that one subscription holds, those under way included. Publishing waits for room.", 10_000, 1, 10_000_000);

    private static readonly MetadataField<long> QueueBytesField = MetadataField.Bytes(
        "queueBytes", "The most bytes of messages that one subscription holds. A single larger message is held alone.", 64L << 20);

    private static readonly MetadataField<TimeSpan> PublishTimeoutField = MetadataField.Duration(
        "publishTimeout", "How long publishing waits for room.", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));

    private static readonly MetadataField<TimeSpan> UnclaimedTimeoutField = MetadataField.Duration(
        "unclaimedTimeout", "How long a message that no subscription takes waits for one that does; 0s forgets it at once.",
        TimeSpan.FromSeconds(10), TimeSpan.Zero);

    private static readonly MetadataField<TimeSpan> RedeliverIntervalField = MetadataField.Duration(
        "redeliverInterval", "How long after its first failure a message is delivered again; doubled with each further failure.",
        TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1));

    private static readonly MetadataField<TimeSpan> MaxRedeliverIntervalField = MetadataField.Duration(
        "maxRedeliverInterval", "The longest time between two deliveries of a message.", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));

    public static MetadataSchema Schema { get; } = new(
        QueueMessagesField, QueueBytesField, PublishTimeoutField, UnclaimedTimeoutField, RedeliverIntervalField, MaxRedeliverIntervalField);

    public static InMemoryPubSubSettings Read(ComponentMetadata metadata) => new(
        (int)QueueMessagesField.Read(metadata),
        QueueBytesField.Read(metadata),
        PublishTimeoutField.Read(metadata),
        UnclaimedTimeoutField.Read(metadata),
        RedeliverIntervalField.Read(metadata),
        MaxRedeliverIntervalField.Read(metadata));

    /// <summary>How long a message rests after so many failed deliveries.</summary>
    public TimeSpan Backoff(int failures)
    {
        var wait = RedeliverInterval;
        for (var doubled = 1; doubled < failures && wait < MaxRedeliverInterval; doubled++)
            wait *= 2;
        return wait < MaxRedeliverInterval ? wait : MaxRedeliverInterval;
    }
}
