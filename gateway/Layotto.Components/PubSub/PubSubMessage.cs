namespace Layotto.Components.PubSub;

/// <summary>A message as a broker delivers it.</summary>
public sealed record PubSubMessage
{
    /// <summary>The topic it was published to. With a wildcard subscription that isn't the topic that was subscribed to.</summary>
    public required string Topic { get; init; }

    /// <summary>The payload, byte for byte as it was published.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The payload's content type where the broker keeps one, else null.</summary>
    public string? ContentType { get; init; }

    /// <summary>What the broker tells about the message; empty rather than null.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = PublishRequest.NoMetadata;
}
