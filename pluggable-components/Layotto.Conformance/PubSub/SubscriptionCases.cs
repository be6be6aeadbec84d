using Layotto.Components.PubSub;
using static Layotto.Conformance.PubSub.PubSubSubject;

namespace Layotto.Conformance.PubSub;

/// <summary>Which messages a subscription gets, and how many at once.</summary>
internal static class SubscriptionCases
{
    public static IReadOnlyList<ConformanceCase<PubSubSubject>> All { get; } =
    [
        new("a subscription gets nothing of other topics", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("own");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            await subject.PublishAsync(topic + "-other", "other", cancellationToken);
            await subject.PublishAsync(topic, "own", cancellationToken);
            Expect.Equal("own", Text(await collected.NextAsync(cancellationToken)), "the first message");
        }),
        new("every subscription of a topic gets every message", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("fan-out");
            var one = new Collected();
            var other = new Collected();
            await using var first = await subject.SubscribeAsync(topic, one.TakeAsync, cancellationToken);
            await using var second = await subject.SubscribeAsync(topic, other.TakeAsync, cancellationToken);
            await subject.PublishAsync(topic, "1", cancellationToken);
            await subject.PublishAsync(topic, "2", cancellationToken);
            Expect.SameElements(["1", "2"], await one.NextTextsAsync(2, cancellationToken), "the messages of the first subscription");
            Expect.SameElements(["1", "2"], await other.NextTextsAsync(2, cancellationToken), "the messages of the second subscription");
        }) { Needs = [PubSubAbilities.FanOut] },
        new("a topic that ends in an asterisk gets all that begin like it, but not the beginning alone", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("wild");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic + "/*", collected.TakeAsync, cancellationToken);
            await subject.PublishAsync(topic + "/", "bare", cancellationToken);
            await subject.PublishAsync(topic, "none", cancellationToken);
            await subject.PublishAsync(topic + "/a", "a", cancellationToken);
            await subject.PublishAsync(topic + "/b/c", "bc", cancellationToken);
            Expect.SameElements(["a", "bc"], await collected.NextTextsAsync(2, cancellationToken), "the messages");
        }) { Needs = [PubSubAbilities.PrefixWildcards] },
        new("messages come one by one where nothing else was asked for", (subject, cancellationToken) => CountAsync(subject, null, 1, cancellationToken))
        {
            Needs = [PubSubAbilities.Concurrency],
        },
        new("so many messages come at once as were asked for, and no more", (subject, cancellationToken) => CountAsync(subject, 3, 3, cancellationToken))
        {
            Needs = [PubSubAbilities.Concurrency],
        },
        new("a resting subscription keeps what comes", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("resting");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            var buffered = (IBufferedSubscription)subscription;
            buffered.Pause();
            await subject.PublishAsync(topic, "1", cancellationToken);
            await subject.PublishAsync(topic, "2", cancellationToken);
            Expect.True(collected.IsEmpty, "nothing should come while the subscription rests");
            buffered.Resume();
            Expect.SameElements(["1", "2"], await collected.NextTextsAsync(2, cancellationToken), "the messages");
        }) { Needs = [PubSubAbilities.Buffering] },
        new("a subscription can be emptied", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("emptied");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            for (var number = 0; number < 50; number++)
                await subject.PublishAsync(topic, $"{number}", cancellationToken);
            await ((IBufferedSubscription)subscription).DrainAsync(cancellationToken);
            for (var number = 0; number < 50; number++)
            {
                Expect.True(!collected.IsEmpty, $"all 50 messages should have come; there are {number}");
                await collected.NextAsync(cancellationToken);
            }
        }) { Needs = [PubSubAbilities.Buffering] },
    ];

    // As many handlers as may be under way at once come together at the gate; one more would be seen.
    private static async Task CountAsync(PubSubSubject subject, int? asked, int expected, CancellationToken cancellationToken)
    {
        var topic = NewTopic("at-once");
        var underWay = 0;
        var most = 0;
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var collected = new Collected();
        await using var subscription = await subject.SubscribeAsync(
            topic,
            async (message, token) =>
            {
                var now = Interlocked.Increment(ref underWay);
                InterlockedMax(ref most, now);
                if (now >= expected)
                    together.TrySetResult();
                await together.Task.WaitAsync(token);
                await Task.Yield();
                Interlocked.Decrement(ref underWay);
                await collected.TakeAsync(message, token);
            },
            cancellationToken,
            asked);
        for (var number = 0; number < 20; number++)
            await subject.PublishAsync(topic, $"{number}", cancellationToken);
        await collected.NextTextsAsync(20, cancellationToken);
        Expect.Equal(expected, most, "the most messages at once");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
