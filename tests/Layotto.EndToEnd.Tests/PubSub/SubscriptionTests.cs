using System.Net;
using System.Text.Json;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.PubSub;

/// <summary>Events from the publish API through the process to an app that speaks HTTP.</summary>
public sealed class SubscriptionTests
{
    [Fact]
    public async Task A_declared_subscription_gets_a_whole_event()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(folder, app);

        var answer = await gateway.SendAsync("POST", "/v1.0/publish/pubsub/orders", """{"id": 7, "price":1.50}""");

        Assert.Equal((HttpStatusCode.NoContent, ""), answer);
        var received = await app.NextAsync();
        Assert.Equal("/orders", received.Path);
        Assert.Equal("application/cloudevents+json", received.ContentType);
        Assert.Equal("pubsub", received.Headers["pubsubName"]);
        var @event = received.Json;
        Assert.Equal("""{"id": 7, "price":1.50}""", @event.GetProperty("data").GetRawText());
        Assert.Equal("1.0", @event.GetProperty("specversion").GetString());
        Assert.Equal("com.dapr.event.sent", @event.GetProperty("type").GetString());
        Assert.Equal("end-to-end", @event.GetProperty("source").GetString());
        Assert.Equal("orders", @event.GetProperty("topic").GetString());
        Assert.Equal("pubsub", @event.GetProperty("pubsubname").GetString());
        Assert.StartsWith("application/json", @event.GetProperty("datacontenttype").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_directions_are_counted_under_daprds_names()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(folder, app);
        await PublishAsync(gateway, "orders", "1");
        await app.NextAsync();

        // The next event comes only after the first one has been counted.
        await PublishAsync(gateway, "orders", "2");
        await app.NextAsync();
        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.MetricsPort}/"), TestContext.Current.CancellationToken);

        Assert.Contains("dapr_component_pubsub_egress_count{", page, StringComparison.Ordinal);
        Assert.Contains(page.Split('\n'), line => line.StartsWith("dapr_component_pubsub_ingress_count{", StringComparison.Ordinal)
            && line.Contains("process_status=\"success\"", StringComparison.Ordinal)
            && line.Contains("topic=\"orders\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_says_itself_what_it_wants_and_that_goes_before_files()
    {
        await using var app = await new SubscriberApp
        {
            Subscriptions = """
                [{"pubsubname":"pubsub","topic":"orders","routes":{"rules":[
                  {"match":"event.type == 'big'","path":"/big"},{"match":"event.data.price > 100","path":"dear"}],"default":"/other"}},
                 {"pubsubname":"pubsub","topic":"nowhere"}]
                """,
        }.StartAsync();
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/from-file"));
        await using var gateway = await StartAsync(folder, app);

        await PublishAsync(gateway, "orders?metadata.cloudevent.type=big", """{"price":1}""");
        Assert.Equal("/big", (await app.NextAsync()).Path);
        await PublishAsync(gateway, "orders", """{"price":101}""");
        Assert.Equal("/dear", (await app.NextAsync()).Path);
        await PublishAsync(gateway, "orders", """{"price":3}""");
        Assert.Equal("/other", (await app.NextAsync()).Path);

        var metadata = JsonElement.Parse((await gateway.SendAsync("GET", "/v1.0/metadata")).Body);
        var only = Assert.Single(metadata.GetProperty("subscriptions").EnumerateArray());
        Assert.Equal("PROGRAMMATIC", only.GetProperty("type").GetString());
        Assert.Equal("dear", only.GetProperty("rules")[1].GetProperty("path").GetString());
    }

    [Fact]
    public async Task An_app_that_fails_gets_the_event_again_until_it_succeeds()
    {
        var failures = 3;
        await using var app = await new SubscriberApp().StartAsync();
        app.Answer = _ => Task.FromResult(Interlocked.Decrement(ref failures) >= 0 ? (500, "no") : (200, "")); 
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(folder, app);

        await PublishAsync(gateway, "orders", "\"once\"");

        var ids = new HashSet<string>();
        for (var attempt = 0; attempt < 4; attempt++)
            ids.Add((await app.NextAsync()).Json.GetProperty("id").GetString()!);
        Assert.Single(ids);
        await PublishAsync(gateway, "orders", "\"another\"");
        Assert.Equal("another", (await app.NextAsync()).Json.GetProperty("data").GetString());
    }

    [Fact]
    public async Task An_app_that_crashes_gets_the_event_when_it_is_back()
    {
        var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(folder, app);
        var port = app.Port;
        await app.DisposeAsync();

        await PublishAsync(gateway, "orders", "\"kept\"");
        await gateway.WaitForLineAsync("couldn't be delivered");

        await using var again = await new SubscriberApp().StartAsync(port);
        Assert.Equal("kept", (await again.NextAsync()).Json.GetProperty("data").GetString());
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(404, "")]
    [InlineData(200, """{"status":"DROP"}""")]
    public async Task What_the_app_never_takes_goes_to_the_dead_letter_topic(int status, string body)
    {
        await using var app = await new SubscriberApp().StartAsync();
        app.Answer = request => Task.FromResult(request.Path == "/orders" ? (status, body) : (200, ""));
        using var folder = Folder(
            PubSubResources.Subscription("orders", "orders", "/orders", "  deadLetterTopic: poison"),
            PubSubResources.Subscription("poison", "poison", "/poison"));
        await using var gateway = await StartAsync(folder, app);

        await PublishAsync(gateway, "orders", "\"poison\"");

        var first = await app.NextAsync("/orders");
        var dead = await app.NextAsync("/poison");
        Assert.Equal(first.Json.GetProperty("id").GetString(), dead.Json.GetProperty("id").GetString());
        Assert.Equal("poison", dead.Json.GetProperty("data").GetString());
    }

    [Fact]
    public async Task Bulks_are_published_and_delivered_and_what_is_refused_comes_again()
    {
        var refused = "";
        await using var app = await new SubscriberApp().StartAsync();
        app.Answer = request =>
        {
            // The first of the first bulk is wanted again; the others are done with.
            var answers = request.Json.GetProperty("entries").EnumerateArray().Select(entry =>
            {
                var isRefused = Interlocked.CompareExchange(ref refused, entry.GetProperty("event").GetProperty("id").GetString()!, "") == "";
                return $$"""{"entryId":"{{entry.GetProperty("entryId").GetString()}}","status":"{{(isRefused ? "RETRY" : "SUCCESS")}}"}""";
            });
            return Task.FromResult((200, $$"""{"statuses":[{{string.Join(',', answers)}}]}"""));
        };
        using var folder = Folder(PubSubResources.Subscription(
            "orders", "orders", "/bulk", "  bulkSubscribe:\n    enabled: true\n    maxMessagesCount: 10\n    maxAwaitDurationMs: 200"));
        await using var gateway = await StartAsync(folder, app);

        var answer = await gateway.SendAsync("POST", "/v1.0/publish/bulk/pubsub/orders", """
            [{"entryId":"a","event":{"n":1},"contentType":"application/json"},
             {"entryId":"b","event":"text","contentType":"text/plain","metadata":{"cloudevent.type":"special"}},
             {"entryId":"c","event":"AQI=","contentType":"application/octet-stream"}]
            """);
        Assert.Equal((HttpStatusCode.NoContent, ""), answer);

        var events = new List<JsonElement>();
        while (events.Count < 4)
        {
            var bulk = await app.NextAsync();
            Assert.Equal("application/json", bulk.ContentType);
            Assert.Equal("com.dapr.event.sent.bulk", bulk.Json.GetProperty("type").GetString());
            events.AddRange(bulk.Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("event")));
        }

        Assert.Equal(refused, events[^1].GetProperty("id").GetString());
        Assert.Equal(3, events.Select(one => one.GetProperty("id").GetString()).Distinct().Count());
        Assert.Contains(events, one => one.GetProperty("type").GetString() == "special" && one.GetProperty("data").GetString() == "text");
        Assert.Contains(events, one => one.TryGetProperty("data_base64", out var bytes) && bytes.GetString() == "AQI=");
    }

    [Fact]
    public async Task Raw_payloads_are_wrapped_for_the_app_alone()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(PubSubResources.Subscription("raw", "raw", "/raw", "  metadata:\n    rawPayload: \"true\""));
        await using var gateway = await StartAsync(folder, app);

        await PublishAsync(gateway, "raw?metadata.rawPayload=true", "bare");

        var @event = (await app.NextAsync()).Json;
        Assert.Equal("bare"u8.ToArray(), @event.GetProperty("data_base64").GetBytesFromBase64());
        Assert.Equal("application/octet-stream", @event.GetProperty("datacontenttype").GetString());
        Assert.Equal("Dapr", @event.GetProperty("source").GetString());
    }

    [Theory]
    [InlineData("""{"id":"1","source":"s","type":"t","specversion":"1.0","traceid":12,"traceparent":{"a":1},"tracestate":null,"data":"x"}""")]
    [InlineData("""{"id":7,"type":null,"traceparent":"nonsense","data":1,"data_base64":"AQ=="}""")]
    public async Task Dapr_1_16_odd_fields_of_an_event_neither_crash_the_process_nor_keep_the_event_from_the_app(string json)
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(folder, app);

        var answer = await gateway.SendAsync("POST", "/v1.0/publish/pubsub/orders", json, ("Content-Type", "application/cloudevents+json"));

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        var @event = (await app.NextAsync()).Json;
        Assert.Equal("orders", @event.GetProperty("topic").GetString());
        Assert.Equal(JsonElement.Parse(json).GetProperty("data").GetRawText(), @event.GetProperty("data").GetRawText());
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/healthz")).Status);
    }

    [Fact]
    public async Task An_unwell_app_gets_nothing_until_it_has_recovered()
    {
        await using var app = await new SubscriberApp { HealthStatus = 500 }.StartAsync();
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(
            folder, app, "--enable-app-health-check", "--app-health-probe-interval", "1", "--app-health-probe-timeout", "500", "--app-health-threshold", "1");

        await PublishAsync(gateway, "orders", "\"waiting\"");
        app.HealthStatus = 200;

        Assert.Equal("waiting", (await app.NextAsync()).Json.GetProperty("data").GetString());
    }

    [Fact]
    public async Task Editing_a_subscription_moves_it_to_its_new_route()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/old"));
        await using var gateway = await StartAsync(folder, app);
        await PublishAsync(gateway, "orders", "\"1\"");
        Assert.Equal("/old", (await app.NextAsync()).Path);

        folder.Write("subscription0.yaml", PubSubResources.Subscription("orders", "orders", "/new"));
        await gateway.WaitForLineAsync("subscriptions");
        await PublishAsync(gateway, "orders", "\"2\"");

        Assert.Equal("/new", (await app.NextAsync()).Path);
    }

    [Fact]
    public async Task Replacing_the_component_under_load_loses_no_message()
    {
        const int Messages = 400;
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await StartAsync(folder, app);

        for (var number = 0; number < Messages; number++)
        {
            if (number == Messages / 4)
                folder.Write("pubsub.yaml", PubSubResources.Component("pubsub", ("queueMessages", "5000")));
            if (number == Messages / 2)
                await gateway.WaitForLineAsync("Component updated: pubsub");
            await PublishAsync(gateway, "orders", $"{number}");
        }

        var delivered = new HashSet<int>();
        while (delivered.Count < Messages)
            delivered.Add((await app.NextAsync()).Json.GetProperty("data").GetInt32());
        Assert.Equal(Enumerable.Range(0, Messages), delivered.Order());
    }

    [Fact]
    public async Task A_rule_that_is_no_expression_stops_the_start_and_says_where()
    {
        using var folder = Folder("""
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata:
              name: wrong
            spec:
              pubsubname: pubsub
              topic: orders
              routes:
                rules:
                  - match: event.type ==
                    path: /x
            """);

        var (code, output) = await GatewayProcess.RunAsync(["--app-id", "end-to-end", "--resources-path", folder.Folder, "--dapr-http-port", "0", "--dapr-grpc-port", "0"]);

        Assert.NotEqual(0, code);
        Assert.Contains("subscription0.yaml", output, StringComparison.Ordinal);
    }

    internal static EndToEndGateway Folder(params string[] subscriptions)
    {
        var folder = new EndToEndGateway();
        folder.Write("pubsub.yaml", PubSubResources.Component());
        for (var index = 0; index < subscriptions.Length; index++)
            folder.Write($"subscription{index}.yaml", subscriptions[index]);
        return folder;
    }

    internal static Task<GatewayProcess> StartAsync(EndToEndGateway folder, SubscriberApp app, params string[] arguments)
        => folder.StartAsync(["--app-port", app.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), .. arguments]);

    internal static async Task PublishAsync(GatewayProcess gateway, string topic, string body)
        => Assert.Equal((HttpStatusCode.NoContent, ""), await gateway.SendAsync("POST", $"/v1.0/publish/pubsub/{topic}", body));
}
