using Layotto.Components.PubSub;
using Layotto.Conformance.PubSub;

namespace Layotto.Conformance.Sockets.Subjects;

/// <summary>
/// Brokers. What the wire has room for is taken for granted: metadata, content types, refusals. That every subscription gets every
/// message isn't, since many brokers share a topic's messages among the subscriptions of one app.
/// </summary>
internal static class PubSubSubjects
{
    public static PubSubSubject Create(ConformanceTarget target)
    {
        var broker = (IPubSub)target.Component;
        return new PubSubSubject
        {
            Broker = broker,
            Abilities = target.Abilities(
                (PubSubAbilities.BulkPublish, broker.Features.Contains(PubSubFeatures.BulkPublish)),
                (PubSubAbilities.InOrder, true),
                (PubSubAbilities.Redelivery, true),
                (PubSubAbilities.Metadata, true),
                (PubSubAbilities.ContentType, true),
                (PubSubAbilities.LargeMessages, true),
                (PubSubAbilities.HandOn, target.Options.IsDurable)),
        };
    }
}
