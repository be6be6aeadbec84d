using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.State;

namespace Layotto.Runtime.PubSub.Outbox;

/// <summary>How a state store's outbox is set up.</summary>
/// <param name="StoreName">The store.</param>
/// <param name="PubSubName">The component that messages go to.</param>
/// <param name="Topic">The topic that they go to.</param>
/// <param name="InternalPubSubName">The component through which the gateway reminds itself of them.</param>
/// <param name="DiscardsMissing">Whether a message whose transaction can't be found is dropped; else its broker keeps it.</param>
/// <param name="HasReminders">
/// Whether the gateway reminds itself through a broker: where the operator names one, and where the store can't list its rows.
/// </param>
internal sealed record OutboxSettings(
    string StoreName, string PubSubName, string Topic, string InternalPubSubName, bool DiscardsMissing, bool HasReminders)
{
    /// <summary>Reads the settings of a store.</summary>
    /// <returns>Null where it has no outbox: it needs both a component and a topic.</returns>
    public static OutboxSettings? Of(ComponentInstance instance)
    {
        if (instance.Component is not IStateStore
            || instance.Metadata[RuntimeMetadataKeys.OutboxPublishPubSub] is not { Length: > 0 } pubSub
            || instance.Metadata[RuntimeMetadataKeys.OutboxPublishTopic] is not { Length: > 0 } topic)
        {
            return null;
        }

        var named = instance.Metadata[RuntimeMetadataKeys.OutboxPubSub];
        return new OutboxSettings(
            instance.Name,
            pubSub,
            topic,
            string.IsNullOrEmpty(named) ? pubSub : named,
            Truth.IsTruthy(instance.Metadata[RuntimeMetadataKeys.OutboxDiscardWhenMissingState]),
            !string.IsNullOrEmpty(named) || instance.Component is not IKeyListingStateStore);
    }
}
