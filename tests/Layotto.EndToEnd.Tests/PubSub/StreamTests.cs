using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;
using Status = Layotto.Protos.Dapr.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Layotto.EndToEnd.Tests.PubSub;

/// <summary>Subscriptions that an app holds open as streams. It needs no port for that.</summary>
public sealed class StreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Events_come_through_the_stream_and_come_again_when_they_are_refused()
    {
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await folder.StartAsync();
        using var channel = Channel(gateway);
        var client = new DaprClient(channel);
        using var stream = await OpenAsync(client);

        await client.PublishEventAsync(new PublishEventRequest { PubsubName = "pubsub", Topic = "orders", Data = Google.Protobuf.ByteString.CopyFromUtf8("{\"a\":1}"), DataContentType = "application/json" }, cancellationToken: TestContext.Current.CancellationToken);

        var first = await NextAsync(stream);
        Assert.Equal("{\"a\":1}", first.Data.ToStringUtf8());
        Assert.Equal(("orders", "pubsub", "/"), (first.Topic, first.PubsubName, first.Path));
        await AnswerAsync(stream, first.Id, Status.Retry);
        var second = await NextAsync(stream);
        Assert.Equal(first.Id, second.Id);
        await AnswerAsync(stream, second.Id, Status.Success);

        var metadata = await client.GetMetadataAsync(new GetMetadataRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(PubsubSubscriptionType.Streaming, Assert.Single(metadata.Subscriptions).Type);
    }

    [Fact]
    public async Task Every_stream_gets_every_event()
    {
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await folder.StartAsync();
        using var channel = Channel(gateway);
        var client = new DaprClient(channel);
        using var one = await OpenAsync(client);
        using var other = await OpenAsync(client);

        await client.PublishEventAsync(new PublishEventRequest { PubsubName = "pubsub", Topic = "orders", Data = Google.Protobuf.ByteString.CopyFromUtf8("x") }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((await NextAsync(one)).Id, (await NextAsync(other)).Id);
    }

    [Fact]
    public async Task What_a_stream_did_not_answer_comes_through_the_next_one()
    {
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await folder.StartAsync();
        using var channel = Channel(gateway);
        var client = new DaprClient(channel);
        using (var crashing = await OpenAsync(client))
        {
            await SubscriptionTests.PublishAsync(gateway, "orders", "\"first\"");
            await SubscriptionTests.PublishAsync(gateway, "orders", "\"second\"");
            await NextAsync(crashing);
        }

        using var stream = await OpenAsync(client);
        foreach (var text in new[] { "first", "second" })
        {
            var next = await NextAsync(stream);
            Assert.Equal($"\"{text}\"", next.Data.ToStringUtf8());
            await AnswerAsync(stream, next.Id, Status.Success);
        }
    }

    [Fact]
    public async Task A_stream_that_names_no_topic_or_an_unknown_component_is_told_so()
    {
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await folder.StartAsync();
        using var channel = Channel(gateway);
        var client = new DaprClient(channel);

        var nothing = await Assert.ThrowsAsync<RpcException>(() => OpenAsync(client, topic: ""));
        Assert.Equal((StatusCode.InvalidArgument, "topic is required"), (nothing.StatusCode, nothing.Status.Detail));
        var unknown = await Assert.ThrowsAsync<RpcException>(() => OpenAsync(client, pubSub: "nobody"));
        Assert.Equal("pubsub nobody is not found", unknown.Status.Detail);
    }

    [Fact]
    public async Task A_stop_waits_for_the_answer_and_then_ends_the_stream()
    {
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await folder.StartAsync();
        using var channel = Channel(gateway);
        var client = new DaprClient(channel);
        using var stream = await OpenAsync(client);
        await client.PublishEventAsync(new PublishEventRequest { PubsubName = "pubsub", Topic = "orders", Data = Google.Protobuf.ByteString.CopyFromUtf8("x") }, cancellationToken: TestContext.Current.CancellationToken);
        var underWay = await NextAsync(stream);

        gateway.Signal("TERM");
        await gateway.WaitForLineAsync("ending 1 subscriptions");
        await AnswerAsync(stream, underWay.Id, Status.Success);

        var ended = await Assert.ThrowsAsync<RpcException>(() => NextAsync(stream));
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    private static GrpcChannel Channel(GatewayProcess gateway) => new($"http://127.0.0.1:{gateway.GrpcPort}");

    private static async Task<AsyncDuplexStreamingCall<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1>> OpenAsync(
        DaprClient client, string pubSub = "pubsub", string topic = "orders")
    {
        var stream = client.SubscribeTopicEventsAlpha1(cancellationToken: TestContext.Current.CancellationToken);
        await stream.RequestStream.WriteAsync(new SubscribeTopicEventsRequestAlpha1
        {
            InitialRequest = new SubscribeTopicEventsRequestInitialAlpha1 { PubsubName = pubSub, Topic = topic },
        });
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(Patience));
        Assert.NotNull(stream.ResponseStream.Current.InitialResponse);
        return stream;
    }

    private static async Task<TopicEventRequest> NextAsync(AsyncDuplexStreamingCall<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1> stream)
    {
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(Patience));
        return stream.ResponseStream.Current.EventMessage;
    }

    private static Task AnswerAsync(
        AsyncDuplexStreamingCall<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1> stream, string id, Status status)
        => stream.RequestStream.WriteAsync(new SubscribeTopicEventsRequestAlpha1
        {
            EventProcessed = new SubscribeTopicEventsRequestProcessedAlpha1 { Id = id, Status = new TopicEventResponse { Status = status } },
        });
}
