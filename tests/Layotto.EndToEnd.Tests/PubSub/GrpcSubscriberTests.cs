using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.Grpc.Client;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Layotto.Protos.Dapr.Runtime.V1;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;
using Status = Layotto.Protos.Dapr.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Layotto.EndToEnd.Tests.PubSub;

/// <summary>Events from the process to an app that speaks gRPC.</summary>
public sealed class GrpcSubscriberTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_app_lists_what_it_wants_gets_events_and_gets_them_again_when_it_refuses()
    {
        var service = new Subscriber();
        await using var app = await StartAppAsync(builder => builder.Add(AppCallback.BindService(service)));
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await folder.StartAsync(["--app-port", $"{app.Port}", "--app-protocol", "grpc"]);
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        var client = new DaprClient(channel);

        service.Answers.Enqueue(Status.Retry);
        await client.PublishEventAsync(new PublishEventRequest { PubsubName = "pubsub", Topic = "single", Data = ByteString.CopyFromUtf8("hello"), DataContentType = "text/plain" }, cancellationToken: TestContext.Current.CancellationToken);

        var first = await service.NextAsync();
        var second = await service.NextAsync();
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(("hello", "text/plain", "single", "pubsub", "1.0"), (first.Data.ToStringUtf8(), first.DataContentType, first.Topic, first.PubsubName, first.SpecVersion));
        Assert.Equal("pubsub", first.Extensions.Fields["pubsubname"].StringValue);
    }

    [Fact]
    public async Task Dapr_1_16_callbacks_carry_the_apps_token()
    {
        var service = new Subscriber();
        await using var app = await StartAppAsync(builder => builder.Add(AppCallback.BindService(service)));
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await folder.StartAsync(
            ["--app-port", $"{app.Port}", "--app-protocol", "grpc"], new Dictionary<string, string> { ["APP_API_TOKEN"] = "of-the-app" });
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");

        await new DaprClient(channel).PublishEventAsync(
            new PublishEventRequest { PubsubName = "pubsub", Topic = "single", Data = ByteString.CopyFromUtf8("hello") }, cancellationToken: TestContext.Current.CancellationToken);
        await service.NextAsync();

        Assert.True(service.Tokens.Count >= 2);
        Assert.All(service.Tokens, token => Assert.Equal("of-the-app", token));
    }

    [Fact]
    public async Task Bulks_fall_back_to_the_older_service()
    {
        var service = new Subscriber();
        var older = new OlderSubscriber();
        await using var app = await StartAppAsync(builder => builder.Add(AppCallback.BindService(service)).Add(AppCallbackAlpha.BindService(older)));
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await folder.StartAsync(["--app-port", $"{app.Port}", "--app-protocol", "grpc"]);
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");

        await new DaprClient(channel).BulkPublishEventAsync(new BulkPublishRequest
        {
            PubsubName = "pubsub",
            Topic = "bulk",
            Entries = { new BulkPublishRequestEntry { EntryId = "1", Event = ByteString.CopyFromUtf8("{\"n\":1}"), ContentType = "application/json" } },
        }, cancellationToken: TestContext.Current.CancellationToken);

        var bulk = await older.Received.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(("bulk", "pubsub"), (bulk.Topic, bulk.PubsubName));
        Assert.Equal("{\"n\":1}", Assert.Single(bulk.Entries).CloudEvent.Data.ToStringUtf8());
    }

    private static Task<TestApp> StartAppAsync(Action<GrpcServerBuilder> add)
    {
        var builder = new GrpcServerBuilder();
        add(builder);
        return TestApp.StartAsync(builder.Build().HandleAsync, ListenProtocols.Http2);
    }

    private sealed class Subscriber : AppCallback.AppCallbackBase
    {
        private readonly Channel<TopicEventRequest> _received = Channel.CreateUnbounded<TopicEventRequest>();

        public ConcurrentQueue<Status> Answers { get; } = new();

        /// <summary>The token of each call, as far as it had one.</summary>
        public ConcurrentQueue<string?> Tokens { get; } = new();

        public async Task<TopicEventRequest> NextAsync()
        {
            using var deadline = new CancellationTokenSource(Patience);
            return await _received.Reader.ReadAsync(deadline.Token);
        }

        public override Task<ListTopicSubscriptionsResponse> ListTopicSubscriptions(Empty request, ServerCallContext context)
        {
            Tokens.Enqueue(context.RequestHeaders.GetValue("dapr-api-token"));
            return Task.FromResult(new ListTopicSubscriptionsResponse
            {
                Subscriptions =
                {
                    new TopicSubscription { PubsubName = "pubsub", Topic = "single" },
                    new TopicSubscription
                    {
                        PubsubName = "pubsub", Topic = "bulk", BulkSubscribe = new BulkSubscribeConfig { Enabled = true, MaxMessagesCount = 10, MaxAwaitDurationMs = 100 },
                    },
                },
            });
        }

        public override Task<TopicEventResponse> OnTopicEvent(TopicEventRequest request, ServerCallContext context)
        {
            Tokens.Enqueue(context.RequestHeaders.GetValue("dapr-api-token"));
            _received.Writer.TryWrite(request);
            return Task.FromResult(new TopicEventResponse { Status = Answers.TryDequeue(out var status) ? status : Status.Success });
        }
    }

    private sealed class OlderSubscriber : AppCallbackAlpha.AppCallbackAlphaBase
    {
        public TaskCompletionSource<TopicEventBulkRequest> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Obsolete("The contract deprecates it; apps still have it.")]
        public override Task<TopicEventBulkResponse> OnBulkTopicEventAlpha1(TopicEventBulkRequest request, ServerCallContext context)
        {
            Received.TrySetResult(request);
            var response = new TopicEventBulkResponse();
            response.Statuses.AddRange(request.Entries.Select(entry => new TopicEventBulkResponseEntry { EntryId = entry.EntryId, Status = Status.Success }));
            return Task.FromResult(response);
        }
    }
}
