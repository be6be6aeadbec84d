using Layotto.Components.PubSub;
using static Layotto.Conformance.PubSub.PubSubSubject;

namespace Layotto.Conformance.PubSub;

/// <summary>Many messages at once.</summary>
internal static class BulkCases
{
    public static IReadOnlyList<ConformanceCase<PubSubSubject>> All { get; } =
    [
        new("a bulk is published whole", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("bulk-publish");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            var entries = Enumerable.Range(0, 10)
                .Select(number => new BulkPublishEntry($"id-{number}", System.Text.Encoding.UTF8.GetBytes($"{number}"), "text/plain", PublishRequest.NoMetadata)).ToList();
            var failures = await ((IBulkPublisher)subject.Broker).PublishManyAsync(topic, entries, PublishRequest.NoMetadata, cancellationToken);
            Expect.Equal(0, failures.Count, "the number of failures");
            Expect.SameElements(Enumerable.Range(0, 10).Select(number => $"{number}"), await collected.NextTextsAsync(10, cancellationToken), "the messages");
        }) { Needs = [PubSubAbilities.BulkPublish] },
        new("messages are gathered up to the bound", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("bulk");
            var collected = new Collected();
            var sizes = new List<int>();
            await using var subscription = await SubscribeManyAsync(
                subject,
                topic,
                new BulkSubscribeOptions(5, TimeSpan.FromMilliseconds(200)),
                async messages =>
                {
                    sizes.Add(messages.Count);
                    foreach (var message in messages)
                        await collected.TakeAsync(message, cancellationToken);
                    return [.. messages.Select(_ => (Exception?)null)];
                },
                cancellationToken);
            for (var number = 0; number < 12; number++)
                await subject.PublishAsync(topic, $"{number}", cancellationToken);
            Expect.SameElements(Enumerable.Range(0, 12).Select(number => $"{number}"), await collected.NextTextsAsync(12, cancellationToken), "the messages");
            Expect.True(sizes.TrueForAll(size => size is >= 1 and <= 5), $"no bulk should have more than 5 messages; they have {string.Join(", ", sizes)}");
        }) { Needs = [PubSubAbilities.BulkSubscribe] },
        new("a lone message doesn't wait for others for ever", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("bulk-lone");
            var collected = new Collected();
            await using var subscription = await SubscribeManyAsync(
                subject,
                topic,
                new BulkSubscribeOptions(100, TimeSpan.FromMilliseconds(50)),
                async messages =>
                {
                    await collected.TakeAsync(messages[0], cancellationToken);
                    return [.. messages.Select(_ => (Exception?)null)];
                },
                cancellationToken);
            await subject.PublishAsync(topic, "lone", cancellationToken);
            Expect.Equal("lone", Text(await collected.NextAsync(cancellationToken)), "the message");
        }) { Needs = [PubSubAbilities.BulkSubscribe] },
        new("only what was refused of a bulk comes again", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("bulk-refused");
            var collected = new Collected();
            var isRefused = false;
            await using var subscription = await SubscribeManyAsync(
                subject,
                topic,
                new BulkSubscribeOptions(10, TimeSpan.FromMilliseconds(100)),
                async messages =>
                {
                    var errors = new List<Exception?>();
                    foreach (var message in messages)
                    {
                        await collected.TakeAsync(message, cancellationToken);
                        errors.Add(Text(message) == "bad" && !isRefused ? new InvalidOperationException("refused") : null);
                        isRefused |= errors[^1] is not null;
                    }

                    return errors;
                },
                cancellationToken);
            foreach (var text in (string[])["good", "bad", "fine"])
                await subject.PublishAsync(topic, text, cancellationToken);
            var texts = await collected.NextTextsAsync(4, cancellationToken);
            Expect.SameElements(["good", "bad", "fine", "bad"], texts, "the deliveries");
            await subject.PublishAsync(topic, "next", cancellationToken);
            Expect.Equal("next", Text(await collected.NextAsync(cancellationToken)), "what comes then");
        }) { Needs = [PubSubAbilities.BulkSubscribe, PubSubAbilities.Redelivery] },
    ];

    private static ValueTask<IAsyncDisposable> SubscribeManyAsync(
        PubSubSubject subject, string topic, BulkSubscribeOptions options, Func<IReadOnlyList<PubSubMessage>, Task<IReadOnlyList<Exception?>>> handler, CancellationToken cancellationToken)
        => ((IBulkSubscriber)subject.Broker).SubscribeManyAsync(
            new SubscribeRequest(topic, subject.SubscribeMetadata), options, (messages, _) => handler(messages), cancellationToken);
}
