using Layotto.Components.PubSub;

namespace Layotto.Runtime.PubSub;

/// <summary>A message as a caller publishes it.</summary>
public sealed record Publication
{
    /// <summary>The pub/sub component.</summary>
    public required string PubSubName { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The payload, or a whole event when the content type says so. It isn't kept beyond the call.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The payload's content type; empty when it isn't known.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>The request's metadata; empty rather than null.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = PublishRequest.NoMetadata;

    /// <summary>The trace context in W3C's form; empty for none.</summary>
    public string TraceParent { get; init; } = "";

    /// <summary>The trace's state; empty for none.</summary>
    public string TraceState { get; init; } = "";

    /// <summary>Which statuses retry policies go by.</summary>
    public StatusFamily StatusFamily { get; init; }
}
