namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>Events of one path on their way to the app. They must not be kept beyond the delivery.</summary>
public sealed class BulkTopicEvents
{
    /// <summary>The pub/sub component.</summary>
    public required string PubSubName { get; init; }

    /// <summary>The topic, as the app calls it.</summary>
    public required string Topic { get; init; }

    /// <summary>The app's path, or its method.</summary>
    public required string Path { get; init; }

    /// <summary>The id of this delivery.</summary>
    public required string Id { get; init; }

    /// <summary>Whether the messages came without an envelope, and go to the app so.</summary>
    public required bool IsRaw { get; init; }

    /// <summary>The events; at least one.</summary>
    public required IReadOnlyList<BulkTopicEntry> Entries { get; init; }

    /// <summary>What is told of all of them.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}
