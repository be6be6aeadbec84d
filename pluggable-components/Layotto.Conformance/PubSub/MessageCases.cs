using Layotto.Components.PubSub;
using static Layotto.Conformance.PubSub.PubSubSubject;

namespace Layotto.Conformance.PubSub;

/// <summary>What arrives.</summary>
internal static class MessageCases
{
    private const int Many = 100;

    public static IReadOnlyList<ConformanceCase<PubSubSubject>> All { get; } =
    [
        new("a message arrives byte for byte, with its topic", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("bytes");
            var data = Enumerable.Range(0, 256).Select(number => (byte)number).ToArray();
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            await subject.Broker.PublishAsync(new PublishRequest(topic, data, null, PublishRequest.NoMetadata), cancellationToken);
            var message = await collected.NextAsync(cancellationToken);
            Expect.Bytes(data, message.Data, "the payload");
            Expect.Equal(topic, message.Topic, "the topic");
        }),
        new("an empty message arrives", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("empty");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            await subject.PublishAsync(topic, "", cancellationToken);
            Expect.Equal(0, (await collected.NextAsync(cancellationToken)).Data.Length, "the length of the payload");
        }),
        new("the caller may use its buffer again once the message is published", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("buffer");
            var gate = new TaskCompletionSource();
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(
                topic,
                async (message, token) =>
                {
                    await gate.Task.WaitAsync(token);
                    await collected.TakeAsync(message, token);
                },
                cancellationToken);
            var buffer = "before"u8.ToArray();
            await subject.Broker.PublishAsync(new PublishRequest(topic, buffer, null, PublishRequest.NoMetadata), cancellationToken);
            "behind"u8.CopyTo(buffer);
            gate.SetResult();
            Expect.Equal("before", Text(await collected.NextAsync(cancellationToken)), "the payload");
        }),
        new("many messages arrive once each", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("many");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            for (var number = 0; number < Many; number++)
                await subject.PublishAsync(topic, $"{number}", cancellationToken);
            Expect.SameElements(Enumerable.Range(0, Many).Select(number => $"{number}"), await collected.NextTextsAsync(Many, cancellationToken), "the messages");
        }),
        new("messages arrive in the order of publication", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("order");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken, concurrency: 1);
            for (var number = 0; number < Many; number++)
                await subject.PublishAsync(topic, $"{number}", cancellationToken);
            var texts = await collected.NextTextsAsync(Many, cancellationToken);
            Expect.True(texts.SequenceEqual(Enumerable.Range(0, Many).Select(number => $"{number}")), $"the order should be kept; it is {string.Join(", ", texts)}");
        }) { Needs = [PubSubAbilities.InOrder] },
        new("metadata arrives with its message", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("metadata");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            var metadata = new Dictionary<string, string> { ["colour"] = "green" };
            await subject.Broker.PublishAsync(new PublishRequest(topic, "x"u8.ToArray(), null, metadata), cancellationToken);
            Expect.Equal("green", (await collected.NextAsync(cancellationToken)).Metadata.GetValueOrDefault("colour"), "the metadata");
        }) { Needs = [PubSubAbilities.Metadata] },
        new("the content type arrives with its message", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("content-type");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            await subject.PublishAsync(topic, "x", cancellationToken);
            Expect.Equal("text/plain", (await collected.NextAsync(cancellationToken)).ContentType, "the content type");
        }) { Needs = [PubSubAbilities.ContentType] },
        new("messages that are published at once all arrive, once each", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("at-once");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            await Task.WhenAll(Enumerable.Range(0, Many).Select(number => Task.Run(async () => await subject.PublishAsync(topic, $"{number}", cancellationToken), cancellationToken)));
            Expect.SameElements(Enumerable.Range(0, Many).Select(number => $"{number}"), await collected.NextTextsAsync(Many, cancellationToken), "the messages");
        }),
        new("a message of 1 MiB arrives", async (subject, cancellationToken) =>
        {
            var topic = NewTopic("large");
            var collected = new Collected();
            await using var subscription = await subject.SubscribeAsync(topic, collected.TakeAsync, cancellationToken);
            byte[] data = [.. Enumerable.Range(0, 1 << 20).Select(number => (byte)(number * 31 >> 3))];
            await subject.Broker.PublishAsync(new PublishRequest(topic, data, null, PublishRequest.NoMetadata), cancellationToken);
            Expect.Bytes(data, (await collected.NextAsync(cancellationToken)).Data, "the payload");
        }) { Needs = [PubSubAbilities.LargeMessages] },
    ];
}
