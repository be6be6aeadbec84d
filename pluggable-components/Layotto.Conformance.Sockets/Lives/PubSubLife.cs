using System.Collections.Concurrent;
using System.Text;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Conformance.PubSub;
using Layotto.Conformance.Sockets.Wire;

namespace Layotto.Conformance.Sockets.Lives;

/// <summary>What becomes of messages and subscriptions when components and their process come and go.</summary>
internal static class PubSubLife
{
    private const int MessagesBeforeTheEnd = 50;

    public static ConformanceSuite<LifeSubject> Suite { get; } = new(
        "life",
        [
            new("two components are used side by side", async (subject, cancellationToken) =>
            {
                await using var one = await subject.StartAsync<IPubSub>(subject.NewName(), cancellationToken);
                await using var other = await subject.StartSecondAsync<IPubSub>(cancellationToken);
                var (first, second) = (PubSubSubject.NewTopic("one"), PubSubSubject.NewTopic("other"));
                var (ones, others) = (new Collected(), new Collected());
                await using var a = await SubscribeAsync(one, first, ones.TakeAsync, cancellationToken);
                await using var b = await SubscribeAsync(other, second, others.TakeAsync, cancellationToken);
                await PublishAsync(one, first, "1", cancellationToken);
                await PublishAsync(other, second, "2", cancellationToken);
                Expect.Equal("1", PubSubSubject.Text(await ones.NextAsync(cancellationToken)), "the message of the first component");
                Expect.Equal("2", PubSubSubject.Text(await others.NextAsync(cancellationToken)), "the message of the second component");
            }),
            new("two components share nothing", async (subject, cancellationToken) =>
            {
                await using var one = await subject.StartAsync<IPubSub>(subject.NewName(), cancellationToken);
                await using var other = await subject.StartSecondAsync<IPubSub>(cancellationToken);
                var topic = PubSubSubject.NewTopic("shared");
                var others = new Collected();
                await using var subscription = await SubscribeAsync(other, topic, others.TakeAsync, cancellationToken);
                await PublishAsync(one, topic, "1", cancellationToken);
                await PublishAsync(other, topic, "2", cancellationToken);
                Expect.Equal("2", PubSubSubject.Text(await others.NextAsync(cancellationToken)), "the first message of the second component");
            }) { Needs = [WireAbilities.Isolation] },
            new("a subscription goes on once a process that was killed is back", async (subject, cancellationToken) =>
            {
                await using var broker = await subject.StartAsync<IPubSub>(subject.NewName(), cancellationToken);
                var (topic, collected) = (PubSubSubject.NewTopic("back"), new Collected());
                await using var subscription = await SubscribeAsync(broker, topic, collected.TakeAsync, cancellationToken);
                await PublishAsync(broker, topic, "before", cancellationToken);
                await collected.NextAsync(cancellationToken);
                await subject.KillAndStartAsync(cancellationToken);

                // A broker may pass over what is published before the subscription is open again.
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
                while (collected.IsEmpty)
                {
                    await LifeSubject.InsistAsync(async () => await PublishAsync(broker, topic, "after", cancellationToken), cancellationToken);
                    await timer.WaitForNextTickAsync(cancellationToken);
                }
            }) { Obstacle = LifeSubject.NotStarted },
            new("kill -9 loses nothing that was acknowledged", KillAsync) { Needs = [WireAbilities.Durable], Obstacle = LifeSubject.NotStarted },
        ]);

    private static async Task KillAsync(LifeSubject subject, CancellationToken cancellationToken)
    {
        await using var broker = await subject.StartAsync<IPubSub>(subject.NewName(), cancellationToken);
        var topic = PubSubSubject.NewTopic("killed");
        var (acknowledged, arrived) = (new ConcurrentDictionary<string, bool>(), new Collected());
        await using var subscription = await SubscribeAsync(broker, topic, arrived.TakeAsync, cancellationToken);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var publisher = Task.Run(
            async () =>
            {
                try
                {
                    for (var number = 0; ; number++)
                    {
                        await PublishAsync(broker, topic, $"{number}", cancellationToken);
                        acknowledged[$"{number}"] = true;
                        if (number >= MessagesBeforeTheEnd)
                            enough.TrySetResult();
                    }
                }
                catch (ComponentException)
                {
                    // The process was killed: nobody knows of this one.
                }
            },
            cancellationToken);
        await enough.Task.WaitAsync(cancellationToken);
        await subject.KillAndStartAsync(cancellationToken);
        await publisher.WaitAsync(cancellationToken);

        // Some may come twice: those whose answer the process didn't get.
        while (!acknowledged.IsEmpty)
            acknowledged.TryRemove(PubSubSubject.Text(await arrived.NextAsync(cancellationToken)), out _);
    }

    private static async Task<bool> PublishAsync(IPubSub broker, string topic, string data, CancellationToken cancellationToken)
    {
        await broker.PublishAsync(new PublishRequest(topic, Encoding.UTF8.GetBytes(data), "text/plain", PublishRequest.NoMetadata), cancellationToken);
        return true;
    }

    private static ValueTask<IAsyncDisposable> SubscribeAsync(IPubSub broker, string topic, MessageHandler handler, CancellationToken cancellationToken)
        => broker.SubscribeAsync(new SubscribeRequest(topic, PublishRequest.NoMetadata), handler, cancellationToken);
}
