using Layotto.Components.PubSub;

namespace Layotto.Runtime.PubSub;

/// <summary>Many messages as a caller publishes them.</summary>
public sealed record BulkPublication
{
    /// <summary>The pub/sub component.</summary>
    public required string PubSubName { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The messages.</summary>
    public required IReadOnlyList<BulkPublishEntry> Entries { get; init; }

    /// <summary>The request's metadata; that of an entry goes before it. Empty rather than null.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = PublishRequest.NoMetadata;

    /// <summary>The trace context in W3C's form; empty for none.</summary>
    public string TraceParent { get; init; } = "";

    /// <summary>The trace's state; empty for none.</summary>
    public string TraceState { get; init; } = "";

    /// <summary>The name of the span that each message gets, where the call is traced: the API that was called.</summary>
    public string SpanName { get; init; } = "";

    /// <summary>Which statuses retry policies go by.</summary>
    public StatusFamily StatusFamily { get; init; }
}
