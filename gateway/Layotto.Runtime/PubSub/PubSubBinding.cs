using Layotto.Components;
using Layotto.Components.PubSub;

namespace Layotto.Runtime.PubSub;

/// <summary>A pub/sub component as the engine uses it.</summary>
/// <param name="Instance">The instance this was made from.</param>
/// <param name="Broker">The component.</param>
/// <param name="Scopes">Which topics the app may use.</param>
/// <param name="TopicPrefix">
/// What stands before the broker's names of topics: the app's namespace where a setting of the component has <c>{namespace}</c> in it, as in
/// Dapr; else nothing.
/// </param>
internal sealed record PubSubBinding(ComponentInstance Instance, IPubSub Broker, TopicScopes Scopes, string TopicPrefix)
{
    /// <summary>The component's name.</summary>
    public string Name => Instance.Name;

    /// <summary>Whether the broker forgets what has expired by itself.</summary>
    public bool ExpiresMessages { get; } = Broker.Features.Contains(PubSubFeatures.MessageTimeToLive);

    /// <summary>What the broker calls a topic.</summary>
    public string BrokerTopic(string topic) => TopicPrefix.Length == 0 ? topic : TopicPrefix + topic;

    /// <summary>What the app calls a topic of the broker.</summary>
    public string AppTopic(string topic)
        => TopicPrefix.Length > 0 && topic.StartsWith(TopicPrefix, StringComparison.Ordinal) ? topic[TopicPrefix.Length..] : topic;
}
