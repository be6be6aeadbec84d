using System.Globalization;
using System.Net;
using Grpc.Core;
using Grpc.Testing;
using Layotto.EndToEnd.Tests.Blocks;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.EndToEnd.Tests.PubSub;
using Layotto.Grpc.Client;
using Layotto.Grpc.Hosting;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Http;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;

namespace Layotto.EndToEnd.Tests.Telemetry;

/// <summary>What a call leaves behind on its way through apps, sidecars and a broker is one trace.</summary>
public sealed class TraceTreeTests
{
    private const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string UnsampledTraceParent = "00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    private const string RemoteSpan = "00f067aa0ba902b7";
    private const string UnaryCall = "/grpc.testing.TestService/UnaryCall";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "", false)]
    [InlineData(TraceParent, RemoteSpan, false)]
    [InlineData("", "", true)]
    [InlineData(TraceParent, RemoteSpan, true)]
    public async Task App_to_app_to_broker_to_app_over_HTTP(string traceParent, string remoteSpan, bool knowsPeer)
    {
        await using var collector = await Collector.StartAsync();
        using var app = new HttpApp();
        await using var pair = await SidecarPair.StartAsync(app.HandleAsync, Settings(Otlp(collector)));
        app.Sidecar = pair.Callee.HttpAddress;

        // Sidecars that have called each other before go another way.
        if (knowsPeer)
            await pair.Caller.SendAsync("POST", "/v1.0/invoke/callee/method/headers", null, ("traceparent", UnsampledTraceParent));

        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(pair.Caller.HttpAddress, "/v1.0/invoke/callee/method/work"));
        if (traceParent.Length > 0)
            request.Headers.Add("traceparent", traceParent);
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await app.Delivered.Task.WaitAsync(Patience, Cancellation);
        var tree = await TraceTree.StopAndReadAsync(collector, pair.Caller, pair.Callee);

        var chain = tree.Chain(remoteSpan);
        Assert.Equal(
            [
                "caller CLIENT CallLocal/callee/work",
                "callee SERVER CallLocal/callee/work",
                "callee CLIENT /v1.0/publish/pubsub/orders",
                "callee CLIENT pubsub/orders",
            ],
            chain.Select(span => span.ToString()));
        Assert.Equal(chain[0].TraceParent, Assert.Single(response.Headers.GetValues("traceparent")));
        Assert.Equal(chain[1].TraceParent, app.Invoked);
        Assert.Equal(chain[2].TraceParent, (await app.Delivered.Task).Json.GetProperty("traceparent").GetString());
        Assert.Equal(chain[2].TraceParent, (await app.Delivered.Task).Json.GetProperty("traceid").GetString());
        Assert.Equal(chain[3].TraceParent, (await app.Delivered.Task).Headers["traceparent"]);
    }

    [Fact]
    public async Task App_to_app_to_broker_to_app_over_gRPC()
    {
        await using var collector = await Collector.StartAsync();
        var app = new TracedApp();
        await using var pair = await SidecarPair.StartAsync(app.Build().HandleAsync, Settings(Zipkin(collector), isGrpc: true));
        app.SidecarPort = pair.Callee.GrpcPort;

        using var channel = new GrpcChannel($"http://127.0.0.1:{pair.Caller.GrpcPort}");
        await new TestService.TestServiceClient(channel).UnaryCallAsync(
            new SimpleRequest(), new Metadata { { "dapr-app-id", "callee" } }, cancellationToken: Cancellation);
        var (invoked, delivered) = (await app.NextAsync(), await app.NextAsync());
        var tree = await TraceTree.StopAndReadAsync(collector, pair.Caller, pair.Callee);

        var chain = tree.Chain();
        Assert.Equal(
            [
                $"caller CLIENT {UnaryCall}",
                $"callee SERVER {UnaryCall}",
                "callee CLIENT /dapr.proto.runtime.v1.Dapr/PublishEvent",
                "callee CLIENT pubsub/orders",
            ],
            chain.Select(span => span.ToString()));
        Assert.Equal((chain[1].TraceParent, chain[3].TraceParent), (invoked, delivered));
    }

    [Fact]
    public async Task A_gRPC_app_that_is_invoked_by_messages_and_by_HTTP()
    {
        await using var collector = await Collector.StartAsync();
        var app = new TracedApp();
        await using var pair = await SidecarPair.StartAsync(app.Build().HandleAsync, Settings(Otlp(collector), isGrpc: true));
        using var channel = new GrpcChannel($"http://127.0.0.1:{pair.Caller.GrpcPort}");
        var request = new InvokeServiceRequest { Id = "callee", Message = new InvokeRequest { Method = "work", HttpExtension = new HTTPExtension { Verb = HTTPExtension.Types.Verb.Post } } };

        await new DaprClient(channel).InvokeServiceAsync(request, new Metadata { { "traceparent", TraceParent } }, cancellationToken: Cancellation);
        var byMessage = await app.NextAsync();
        using var client = new HttpClient();
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(pair.Caller.HttpAddress, "/v1.0/invoke/callee/method/work")) { Headers = { { "traceparent", TraceParent } } };
        using var answer = await client.SendAsync(post, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var byHttp = await app.NextAsync();
        var tree = await TraceTree.StopAndReadAsync(collector, pair.Caller, pair.Callee);

        var callers = tree.Spans.Where(span => span.ParentId == RemoteSpan).ToList();
        Assert.Equal(["caller CLIENT CallLocal/callee/work", "caller CLIENT CallLocal/callee/work"], callers.Select(span => span.ToString()));
        var callees = callers.ConvertAll(caller => Assert.Single(tree.Spans, span => span.ParentId == caller.Id));
        Assert.All(callees, callee => Assert.Equal("callee SERVER CallLocal/callee/work", callee.ToString()));
        Assert.Equal(callees.Select(callee => callee.TraceParent).Order(), new[] { byMessage, byHttp }.Order());
        Assert.Equal(4, tree.Spans.Count);
    }

    [Fact]
    public async Task Each_message_of_a_bulk_has_a_span_and_so_has_its_delivery()
    {
        await using var collector = await Collector.StartAsync();
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(Otlp(collector), PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(folder, app.Port);

        const string Entries = """[{"entryId":"1","event":"a","contentType":"text/plain"},{"entryId":"2","event":"b","contentType":"text/plain"}]""";
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/publish/bulk/pubsub/orders", Entries)).Status);
        SubscriberApp.ReceivedRequest[] received = [await app.NextAsync(), await app.NextAsync()];
        var tree = await TraceTree.StopAndReadAsync(collector, gateway);

        var root = Assert.Single(tree.Spans, span => span.ParentId.Length == 0);
        var producers = tree.Spans.Where(span => span.ParentId == root.Id).ToList();
        Assert.Equal(Enumerable.Repeat("end-to-end PRODUCER /v1.0/publish/bulk/pubsub/orders", 2), producers.Select(span => span.ToString()));
        var deliveries = producers.ConvertAll(producer => Assert.Single(tree.Spans, span => span.ParentId == producer.Id));
        Assert.Equal(Enumerable.Repeat("end-to-end CLIENT pubsub/orders", 2), deliveries.Select(span => span.ToString()));
        Assert.Equal(5, tree.Spans.Count);
        Assert.Equal(producers.Select(span => span.TraceParent).Order(), received.Select(request => request.Json.GetProperty("traceparent").GetString()).Order());
        Assert.Equal(deliveries.Select(span => span.TraceParent).Order(), received.Select(request => request.Headers["traceparent"]).Order());
    }

    [Fact]
    public async Task Bulk_deliveries_and_streams_have_spans_for_each_event()
    {
        await using var collector = await Collector.StartAsync();
        await using var app = await new SubscriberApp
        {
            Answer = static request => Task.FromResult((200, Statuses(request))),
        }.StartAsync();
        using var folder = Folder(Otlp(collector), PubSubResources.Subscription("orders", "orders", "/orders", "  bulkSubscribe: { enabled: true, maxMessagesCount: 1, maxAwaitDurationMs: 1 }"));
        await using var gateway = await StartAsync(folder, app.Port);
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        using var stream = new DaprClient(channel).SubscribeTopicEventsAlpha1(cancellationToken: Cancellation);
        await stream.RequestStream.WriteAsync(new() { InitialRequest = new() { PubsubName = "pubsub", Topic = "streamed" } }, Cancellation);
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation).WaitAsync(Patience, Cancellation));

        await gateway.SendAsync("POST", "/v1.0/publish/pubsub/orders", "{}", ("traceparent", TraceParent));
        await app.NextAsync("/orders");
        await gateway.SendAsync("POST", "/v1.0/publish/pubsub/streamed", "{}", ("traceparent", TraceParent));
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation).WaitAsync(Patience, Cancellation));
        await stream.RequestStream.WriteAsync(new() { EventProcessed = new() { Id = stream.ResponseStream.Current.EventMessage.Id, Status = new() } }, Cancellation);
        await stream.RequestStream.CompleteAsync();
        var tree = await TraceTree.StopAndReadAsync(collector, gateway);

        Assert.All(["orders", "streamed"], topic =>
        {
            var published = Assert.Single(tree.Spans, span => span.Name == $"/v1.0/publish/pubsub/{topic}");
            Assert.Equal(RemoteSpan, published.ParentId);
            Assert.Equal(published.Id, Assert.Single(tree.Spans, span => span.Name == $"pubsub/{topic}").ParentId);
        });
    }

    [Fact]
    public async Task Events_of_bindings_begin_traces()
    {
        await using var collector = await Collector.StartAsync();
        await using var app = await BlockApp.StartAsync();
        using var folder = Folder(Otlp(collector));
        folder.Write("tick.yaml", BlockResources.Component("tick", "bindings.cron", ("schedule", "@every 100ms")));
        await using var gateway = await StartAsync(folder, app.Port);

        var received = (await app.NextAsync("POST /tick")).Headers["traceparent"];
        await app.NextAsync("POST /tick");
        var tree = await TraceTree.StopAndReadAsync(collector, gateway);

        var span = Assert.Single(tree.Spans, span => span.TraceParent == received);
        Assert.Equal(("end-to-end CLIENT bindings/tick", ""), (span.ToString(), span.ParentId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tracing: { samplingRate: \"0\" }")]
    public async Task Without_tracing_the_callers_context_comes_through(string tracing)
    {
        using var app = new HttpApp();
        await using var pair = await SidecarPair.StartAsync(app.HandleAsync, Settings(tracing));
        app.Sidecar = pair.Callee.HttpAddress;

        var answer = await pair.Caller.SendAsync("POST", "/v1.0/invoke/callee/method/work", null, ("traceparent", TraceParent), ("tracestate", "a=1"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(TraceParent, app.Invoked);
        var delivered = await app.Delivered.Task.WaitAsync(Patience, Cancellation);
        Assert.Equal((TraceParent, TraceParent), (delivered.Json.GetProperty("traceparent").GetString(), delivered.Headers["traceparent"]));

        await pair.Caller.SendAsync("POST", "/v1.0/invoke/callee/method/headers");
        Assert.Equal(tracing.Length == 0, app.Invoked.Length > 0);
    }

    [Fact]
    public async Task Dapr_1_16_trace_fields_of_an_event_that_are_no_texts_do_no_harm()
    {
        await using var collector = await Collector.StartAsync();
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(Otlp(collector), PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(folder, app.Port);

        foreach (var fields in new[] { """ "traceparent":5,"traceid":{"a":1},"tracestate":true """, """ "traceparent":null,"traceid":["x"],"tracestate":{} """, """ "traceparent":"nonsense" """ })
        {
            var @event = $$"""{"specversion":"1.0","id":"1","source":"s","type":"t","data":"d",{{fields}} }""";
            Assert.Equal(HttpStatusCode.NoContent, (await PublishEventAsync(gateway, @event)).StatusCode);
            var received = await app.NextAsync();
            Assert.Equal("d", received.Json.GetProperty("data").GetString());
            Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", received.Headers["traceparent"]);
        }
    }

    private static string Statuses(SubscriberApp.ReceivedRequest request)
    {
        var answers = request.Json.GetProperty("entries").EnumerateArray()
            .Select(entry => new { entryId = entry.GetProperty("entryId").GetString(), status = "SUCCESS" });
        return System.Text.Json.JsonSerializer.Serialize(new { statuses = answers });
    }

    private static async Task<HttpResponseMessage> PublishEventAsync(GatewayProcess gateway, string @event)
    {
        using var client = new HttpClient();
        using var content = new StringContent(@event, null, "application/cloudevents+json");
        return await client.PostAsync(new Uri(gateway.HttpAddress, "/v1.0/publish/pubsub/orders"), content, Cancellation);
    }

    private static string Otlp(Collector collector)
        => $$"""tracing: { samplingRate: "1", otel: { protocol: http, endpointAddress: "{{collector.Address}}", isSecure: false } }""";

    private static string Zipkin(Collector collector)
        => $$"""tracing: { samplingRate: "1", zipkin: { endpointAddress: "http://{{collector.Address}}/api/v2/spans" } }""";

    private static PairSettings Settings(string tracing, bool isGrpc = false) => new()
    {
        AppProtocol = isGrpc ? "grpc" : "http",
        AppProtocols = isGrpc ? ListenProtocols.Http2 : ListenProtocols.Http1,
        Configuration = tracing.Length == 0 ? "" : "  " + tracing,
        Resources = PubSubResources.Component() + "\n---\n" + PubSubResources.Subscription("orders", "orders", "/orders", "scopes:\n- callee"),
    };

    private static EndToEndGateway Folder(string tracing, params string[] resources)
    {
        var folder = new EndToEndGateway();
        folder.Write("pubsub.yaml", string.Join("\n---\n", [PubSubResources.Component(), .. resources]));
        folder.Write("configuration.txt", $"apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: traced\nspec:\n  {tracing}\n");
        return folder;
    }

    private static Task<GatewayProcess> StartAsync(EndToEndGateway folder, int appPort)
        => folder.StartAsync("--app-port", appPort.ToString(CultureInfo.InvariantCulture), "--config", Path.Combine(folder.Folder, "configuration.txt"));

    /// <summary>An HTTP app whose method publishes an event, which it gets back.</summary>
    private sealed class HttpApp : IDisposable
    {
        private readonly HttpClient _client = new();

        public Uri? Sidecar { get; set; }

        /// <summary>The trace context of the last call of its methods.</summary>
        public string Invoked { get; private set; } = "";

        public TaskCompletionSource<SubscriberApp.ReceivedRequest> Delivered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => _client.Dispose();

        public async Task HandleAsync(HttpContext context)
        {
            switch (context.Request.Path.Value)
            {
                case "/work":
                    Invoked = context.Request.Headers.TraceParent.ToString();
                    context.Response.Headers.TraceParent = Invoked;
                    await PublishAsync(context.RequestAborted);
                    break;
                case "/headers":
                    Invoked = context.Request.Headers.TraceParent.ToString();
                    break;
                case "/orders":
                    using (var reader = new StreamReader(context.Request.Body))
                    {
                        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
                        Delivered.TrySetResult(new SubscriberApp.ReceivedRequest("/orders", await reader.ReadToEndAsync(context.RequestAborted), "", headers));
                    }

                    break;
                default:
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    break;
            }
        }

        private async Task PublishAsync(CancellationToken cancellationToken)
        {
            using var content = new StringContent("{}", null, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Sidecar!, "/v1.0/publish/pubsub/orders")) { Content = content };
            request.Headers.Add("traceparent", Invoked);
            using var response = await _client.SendAsync(request, cancellationToken);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }
    }
}
