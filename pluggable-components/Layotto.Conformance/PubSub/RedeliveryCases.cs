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
        new("of many messages those that are refused now and then all come to be acknowledged", async (subject, cancellationToken) =>
        {
            // Dapr's: the first two fail, and every fifth from then on.
            const int many = 20;
            var topic = NewTopic("now-and-then");
            var (acknowledged, count) = (new Collected(), 0);
            await using var subscription = await subject.SubscribeAsync(
                topic,
                (message, token) =>
                {
                    var number = Interlocked.Increment(ref count);
                    return number <= 2 || number % 5 == 0 ? throw new InvalidOperationException("refused") : acknowledged.TakeAsync(message, token);
                },
                cancellationToken);
            for (var number = 0; number < many; number++)
                await subject.PublishAsync(topic, $"{number}", cancellationToken);
            Expect.SameElements(Enumerable.Range(0, many).Select(number => $"{number}"), await acknowledged.NextTextsAsync(many, cancellationToken), "what was acknowledged");
        }) { Needs = [PubSubAbilities.Redelivery] },
        new("an acknowledged message doesn't come again", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("acknowledged");
            var first = new Collected();
            await using (await subject.SubscribeAsync(topic, first.TakeAsync, cancellationToken))
            {
                await subject.PublishAsync(topic, "1", cancellationToken);
                Expect.Equal("1", Text(await first.NextAsync(cancellationToken)), "the message");
            }

            var second = new Collected();
            await using var again = await subject.SubscribeAsync(topic, second.TakeAsync, cancellationToken);
            await subject.PublishAsync(topic, "2", cancellationToken);
            Expect.Equal("2", Text(await second.NextAsync(cancellationToken)), "the first message of the next subscription");
        }) { Needs = [PubSubAbilities.Redelivery] },
        new("what was refused at the end of a subscription comes to the next", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("handed-on");
            var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var subscription = await subject.SubscribeAsync(
                topic,
                (_, _) =>
                {
                    refused.TrySetResult();
                    throw new InvalidOperationException("refused");
                },
                cancellationToken);
            await subject.PublishAsync(topic, "1", cancellationToken);
            await refused.Task.WaitAsync(cancellationToken);
            await subscription.DisposeAsync();
            var next = new Collected();
            await using var again = await subject.SubscribeAsync(topic, next.TakeAsync, cancellationToken);
            Expect.Equal("1", Text(await next.NextAsync(cancellationToken)), "the message that was refused");
        }) { Needs = [PubSubAbilities.Redelivery, PubSubAbilities.HandOn] },
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
        new("the end of one subscription leaves that of another topic as it is", async (subject, cancellationToken) =>
        {
            var (ended, other) = (NewTopic("one"), NewTopic("other"));
            var collected = new Collected();
            var subscription = await subject.SubscribeAsync(ended, new Collected().TakeAsync, cancellationToken);
            await using var lasting = await subject.SubscribeAsync(other, collected.TakeAsync, cancellationToken);
            await subject.PublishAsync(other, "1", cancellationToken);
            await collected.NextAsync(cancellationToken);
            await subscription.DisposeAsync();
            await subject.PublishAsync(other, "2", cancellationToken);
            Expect.Equal("2", Text(await collected.NextAsync(cancellationToken)), "what comes after the end of the other subscription");
        }),
    ];
}
