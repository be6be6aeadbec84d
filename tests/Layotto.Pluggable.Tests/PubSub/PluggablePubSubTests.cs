using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;
using BulkPublishEntry = Layotto.Components.PubSub.BulkPublishEntry;
using PublishRequest = Layotto.Components.PubSub.PublishRequest;

namespace Layotto.Pluggable.Tests.PubSub;

public sealed class PluggablePubSubTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Script _script = new();
    private readonly ConcurrentDictionary<string, Channel<PullMessagesResponse>> _queues = new(StringComparer.Ordinal);
    private readonly TestStore.HealthLog _health = new();
    private readonly Channel<PubSubMessage> _received = Channel.CreateUnbounded<PubSubMessage>();
    private FakePubSubService _service;

    public PluggablePubSubTests() => _service = new FakePubSubService(_queues);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_message_arrives_as_it_was_published()
    {
        await using var process = await ServeAsync();
        await using var broker = await StartAsync();
        await using var subscription = await broker.SubscribeAsync(
            new SubscribeRequest("orders", new Dictionary<string, string> { ["group"] = "g" }), TakeAsync, Patience.Cancellation).Soon();

        await broker.PublishAsync(
            new PublishRequest("orders", new byte[] { 1, 0, 255 }, "application/x", new Dictionary<string, string> { ["k"] = "v" }), Patience.Cancellation).Soon();

        var message = await _received.Reader.ReadAsync(Patience.Cancellation).Soon();
        Assert.Equal(new byte[] { 1, 0, 255 }, message.Data.ToArray());
        Assert.Equal(("orders", "application/x", "v"), (message.Topic, message.ContentType, message.Metadata["k"]));
        Assert.Equal(("orders", "g"), (_service.LastTopic!.Name, _service.LastTopic.Metadata["group"]));
        Assert.Equal(TestStore.Name, _service.LastPublished!.PubsubName);
        Assert.Contains(PubSubFeatures.BulkPublish, broker.Features);
    }

    [Fact]
    public async Task A_refused_message_comes_again_with_the_reason_told()
    {
        await using var process = await ServeAsync();
        await using var broker = await StartAsync();
        var failures = 2;
        await using var subscription = await broker.SubscribeAsync(
            new SubscribeRequest("orders", PublishRequest.NoMetadata),
            (message, token) => Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("not now") : TakeAsync(message, token),
            Patience.Cancellation).Soon();

        await PublishAsync(broker, "a");

        Assert.Equal("a", await NextAsync());
        Assert.Equal(["not now", "not now"], _service.Refusals);
    }

    [Fact]
    public async Task Messages_that_failed_in_bulk_are_named()
    {
        await using var process = await ServeAsync();
        await using var broker = await StartAsync();
        await using var subscription = await SubscribeAsync(broker);
        BulkPublishEntry Entry(string id, string type) => new(id, Encoding.UTF8.GetBytes(id), type, PublishRequest.NoMetadata);

        var failures = await broker.PublishManyAsync("orders", [Entry("1", ""), Entry("2", "bad"), Entry("3", "")], PublishRequest.NoMetadata, Patience.Cancellation).Soon();

        Assert.Equal([new BulkPublishFailure("2", "the type is bad")], failures);
        Assert.Equal(["1", "3"], new[] { await NextAsync(), await NextAsync() }.Order());
    }

    [Fact]
    public async Task A_status_of_the_process_is_kept_for_retries()
    {
        _script.Before["Publish"] = Script.Refuse(StatusCode.FailedPrecondition, "no such topic");
        await using var process = await ServeAsync();
        await using var broker = await StartAsync();

        var error = await Assert.ThrowsAsync<PubSubException>(() => PublishAsync(broker, "a"));

        Assert.Equal(("no such topic", 9), (error.Message, error.GrpcStatus));
    }

    [Fact]
    public async Task No_more_messages_are_handled_at_once_than_were_asked_for()
    {
        await using var process = await ServeAsync();
        await using var broker = await StartAsync();
        var (underWay, most) = (0, 0);
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await broker.SubscribeAsync(
            new SubscribeRequest("orders", PublishRequest.NoMetadata, MaxConcurrency: 3),
            async (message, token) =>
            {
                var now = Interlocked.Increment(ref underWay);
                most = Math.Max(most, now);
                if (now == 3)
                    together.TrySetResult();
                await together.Task.WaitAsync(token);
                await Task.Yield();
                Interlocked.Decrement(ref underWay);
                await TakeAsync(message, token);
            },
            Patience.Cancellation).Soon();
        for (var number = 0; number < 30; number++)
            await PublishAsync(broker, $"{number}");

        for (var number = 0; number < 30; number++)
            await NextAsync();
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task The_end_of_a_subscription_waits_for_the_handler_and_its_answer_and_takes_nothing_more()
    {
        await using var process = await ServeAsync();
        await using var broker = await StartAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var subscription = await broker.SubscribeAsync(
            new SubscribeRequest("orders", PublishRequest.NoMetadata),
            async (_, token) =>
            {
                begun.TrySetResult();
                await gate.Task.WaitAsync(token);
            },
            Patience.Cancellation).Soon();
        await PublishAsync(broker, "1");
        await begun.Task.Soon();

        var ending = subscription.DisposeAsync().AsTask();
        Assert.False(ending.IsCompleted);
        await PublishAsync(broker, "2");
        gate.SetResult();
        await ending.Soon();

        // The first was acknowledged, the second was not.
        await using var again = await SubscribeAsync(broker);
        await PublishAsync(broker, "3");
        Assert.Equal(["2", "3"], new[] { await NextAsync(), await NextAsync() }.Order());
    }

    [Fact]
    public async Task A_subscription_outlives_the_process_and_loses_nothing()
    {
        var process = await ServeAsync();
        await using var broker = await StartAsync();
        await using var subscription = await SubscribeAsync(broker);
        var published = new List<string>();
        var arrived = new HashSet<string>(StringComparer.Ordinal);
        for (var death = 0; death < 5; death++)
        {
            for (var number = 0; number < 20; number++)
            {
                published.Add($"{death}-{number}");
                await PublishAsync(broker, published[^1]);
            }

            await process.DisposeAsync();
            await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");
            _service = new FakePubSubService(_queues);
            process = await ServeAsync();
            await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "it is used again");
        }

        while (arrived.Count < published.Count)
            arrived.Add(await NextAsync());
        Assert.Equal(published.Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
        await process.DisposeAsync();
    }

    [Fact]
    public async Task A_subscription_can_begin_while_the_process_is_away()
    {
        var process = await ServeAsync();
        await using var broker = await StartAsync();
        await process.DisposeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => PublishAsync(broker, "lost"));

        await using var subscription = await SubscribeAsync(broker);
        await using var back = await ServeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "it is used again");
        await PublishAsync(broker, "a");

        Assert.Equal("a", await NextAsync());
    }

    private static Task PublishAsync(IBulkPublisher broker, string data)
        => broker.PublishAsync(new PublishRequest("orders", Encoding.UTF8.GetBytes(data), null, PublishRequest.NoMetadata), Patience.Cancellation).Soon();

    private Task<IAsyncDisposable> SubscribeAsync(IBulkPublisher broker)
        => broker.SubscribeAsync(new SubscribeRequest("orders", PublishRequest.NoMetadata), TakeAsync, Patience.Cancellation).Soon();

    private Task<IBulkPublisher> StartAsync() => TestComponents.StartAsync<IBulkPublisher>(_folder.File("broker.sock"), ComponentKind.PubSub, _health);

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("broker.sock"), _script, [FakePubSubService.Serve(_service)]);

    private Task TakeAsync(PubSubMessage message, CancellationToken cancellationToken)
    {
        _received.Writer.TryWrite(message);
        return Task.CompletedTask;
    }

    private async Task<string> NextAsync() => Encoding.UTF8.GetString((await _received.Reader.ReadAsync(Patience.Cancellation).Soon()).Data.Span);
}
