using System.Text.Json;

namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>An event on its way to the app. It must not be kept beyond the delivery.</summary>
public sealed class TopicEvent
{
    /// <summary>The pub/sub component.</summary>
    public required string PubSubName { get; init; }

    /// <summary>The topic, as the app calls it.</summary>
    public required string Topic { get; init; }

    /// <summary>The app's path, or its method.</summary>
    public required string Path { get; init; }

    /// <summary>The event's id; empty when it has none.</summary>
    public required string Id { get; init; }

    /// <summary>The event in JSON.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The event's members.</summary>
    public required JsonElement Members { get; init; }

    /// <summary>What the broker told about the message.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The trace context to go on with, in W3C's form; empty for none.</summary>
    public string TraceParent { get; init; } = "";

    /// <summary>The trace's state; empty for none.</summary>
    public string TraceState { get; init; } = "";
}
