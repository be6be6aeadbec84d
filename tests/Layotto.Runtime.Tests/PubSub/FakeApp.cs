using System.Collections.Concurrent;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Subscriptions;

namespace Layotto.Runtime.Tests.PubSub;

/// <summary>An app that keeps what it gets, and answers as the test says.</summary>
internal sealed class FakeApp : ISubscriberApp, ISubscriptionSource
{
    public ConcurrentQueue<(string Path, string Id)> Received { get; } = new();

    public Func<TopicEvent, Task<DeliveryResult>> Answer { get; set; } = static _ => Task.FromResult(DeliveryResult.Success);

    public Func<BulkTopicEvents, BulkDeliveryResult> AnswerMany { get; set; } = static events => BulkDeliveryResult.ForAll(events.Entries.Count, DeliveryStatus.Success, "");

    public IReadOnlyList<TopicSubscription> Wanted { get; set; } = [];

    public async ValueTask<DeliveryResult> DeliverAsync(TopicEvent @event, CancellationToken cancellationToken)
    {
        Received.Enqueue((@event.Path, @event.Id));
        return await Answer(@event).WaitAsync(cancellationToken);
    }

    public ValueTask<BulkDeliveryResult> DeliverManyAsync(BulkTopicEvents events, CancellationToken cancellationToken)
    {
        foreach (var entry in events.Entries)
            Received.Enqueue((events.Path, entry.Event.Id));
        return new ValueTask<BulkDeliveryResult>(AnswerMany(events));
    }

    public Task<IReadOnlyList<TopicSubscription>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(Wanted);
}
