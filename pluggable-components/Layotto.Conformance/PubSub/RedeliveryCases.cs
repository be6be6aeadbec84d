using static Layotto.Conformance.PubSub.PubSubSubject;

namespace Layotto.Conformance.PubSub;

/// <summary>What happens to a message that isn't acknowledged.</summary>
internal static class RedeliveryCases
{
    public static IReadOnlyList<ConformanceCase<PubSubSubject>> All { get; } =
    [
        new("a refused message comes again until it is acknowledged", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("refused");
            var collected = new Collected();
            var failures = 3;
            await using var subscription = await subject.SubscribeAsync(
                topic,
                async (message, token) =>
                {
                    await collected.TakeAsync(message, token);
                    if (failures-- > 0)
                        throw new InvalidOperationException("refused");
                },
                cancellationToken);
            await subject.PublishAsync(topic, "stubborn", cancellationToken);
            Expect.SameElements(Enumerable.Repeat("stubborn", 4), await collected.NextTextsAsync(4, cancellationToken), "the deliveries");
            await subject.PublishAsync(topic, "next", cancellationToken);
            Expect.Equal("next", Text(await collected.NextAsync(cancellationToken)), "what comes after the acknowledgement");
        }) { Needs = [PubSubAbilities.Redelivery] },
        new("a message that is given back comes again", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("given-back");
            var collected = new Collected();
            var isGivenBack = false;
            await using var subscription = await subject.SubscribeAsync(
                topic,
                async (message, token) =>
                {
                    await collected.TakeAsync(message, token);
                    if (isGivenBack)
                        return;
                    isGivenBack = true;
                    throw new OperationCanceledException();
                },
                cancellationToken);
            await subject.PublishAsync(topic, "back", cancellationToken);
            Expect.SameElements(["back", "back"], await collected.NextTextsAsync(2, cancellationToken), "the deliveries");
        }) { Needs = [PubSubAbilities.Redelivery] },
        new("a message that is always refused doesn't hold the others up", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("poison");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(
                topic,
                (message, token) => Text(message) == "poison" ? throw new InvalidOperationException("refused") : collected.TakeAsync(message, token),
                cancellationToken);
            await subject.PublishAsync(topic, "poison", cancellationToken);
            await subject.PublishAsync(topic, "good", cancellationToken);
            Expect.Equal("good", Text(await collected.NextAsync(cancellationToken)), "what comes behind the refused message");
        }) { Needs = [PubSubAbilities.Redelivery] },
        new("the end of a subscription waits for the handler under way", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("end");
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var hasEnded = false;
            var subscription = await subject.SubscribeAsync(
                topic,
                async (_, token) =>
                {
                    begun.TrySetResult();
                    await gate.Task.WaitAsync(token);
                    hasEnded = true;
                },
                cancellationToken);
            await subject.PublishAsync(topic, "x", cancellationToken);
            await begun.Task.WaitAsync(cancellationToken);
            var ending = subscription.DisposeAsync().AsTask();
            Expect.True(!ending.IsCompleted, "the end of the subscription should wait for the handler");
            gate.SetResult();
            await ending.WaitAsync(cancellationToken);
            Expect.True(hasEnded, "the handler should have come to its end");
        }),
        new("an ended subscription gets nothing more", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("ended");
            var collected = new Collected();
            var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            await subject.PublishAsync(topic, "1", cancellationToken);
            await collected.NextAsync(cancellationToken);
            await subscription.DisposeAsync();
            await subject.PublishAsync(topic, "2", cancellationToken);
            var other = new Collected();
            await using var again = await subject.SubscribeAsync(topic, other.TakeAsync, cancellationToken);
            await subject.PublishAsync(topic, "3", cancellationToken);
            while (Text(await other.NextAsync(cancellationToken)) != "3")
            {
                // What was published in between may come or not.
            }

            Expect.True(collected.IsEmpty, "the ended subscription should have got nothing");
        }),
    ];
}
