using System.Text;
using Layotto.Components.PubSub;

namespace Layotto.Conformance.PubSub;

/// <summary>A broker that cases are run against. Cases use no topics but such as they made up themselves.</summary>
public sealed class PubSubSubject : IConformanceSubject
{
    /// <summary>The broker, initialised.</summary>
    public required IPubSub Broker { get; init; }

    /// <inheritdoc/>
    public required IReadOnlySet<string> Abilities { get; init; }

    /// <summary>What subscriptions tell the broker.</summary>
    public IReadOnlyDictionary<string, string> SubscribeMetadata { get; init; } = PublishRequest.NoMetadata;

    internal static string NewTopic(string name) => $"conformance-{Guid.NewGuid():N}-{name}";

    internal ValueTask PublishAsync(string topic, string data, CancellationToken cancellationToken)
        => Broker.PublishAsync(new PublishRequest(topic, Encoding.UTF8.GetBytes(data), "text/plain", PublishRequest.NoMetadata), cancellationToken);

    internal ValueTask<IAsyncDisposable> SubscribeAsync(string topic, MessageHandler handler, CancellationToken cancellationToken, int? concurrency = null)
        => Broker.SubscribeAsync(new SubscribeRequest(topic, SubscribeMetadata, concurrency), handler, cancellationToken);

    internal static string Text(PubSubMessage message) => Encoding.UTF8.GetString(message.Data.Span);
}
