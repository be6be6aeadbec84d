using System.Text;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub;
using Layotto.Runtime.Resiliency.Settings;
using Layotto.Runtime.Tests.Resiliency;

namespace Layotto.Runtime.Tests.PubSub;

public sealed class PublishTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData("{ \"a\" : 1.10, \"b\":\"<é>\" }", "application/json; charset=utf-8", "{ \"a\" : 1.10, \"b\":\"<é>\" }")]
    [InlineData("12345678901234567890123", "application/json", "12345678901234567890123")]
    [InlineData("{broken", "application/json", "\"{broken\"")]
    [InlineData("{\"a\":1}", "text/plain", "\"{\\\"a\\\":1}\"")]
    [InlineData("x", "", "\"x\"")]
    public async Task A_payload_stands_in_its_event(string data, string contentType, string expected)
    {
        var @event = await new PubSubWorld().PublishAsync(data, contentType);

        Assert.Equal(expected, @event.GetProperty("data").GetRawText());
        Assert.Equal(contentType.Length == 0 ? "text/plain" : contentType, @event.GetProperty("datacontenttype").GetString());
        Assert.Equal("app", @event.GetProperty("source").GetString());
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("application/cloudevents+protobuf")]
    public async Task Bytes_stand_in_base64(string contentType)
    {
        var @event = await new PubSubWorld().PublishAsync("\u0001x", contentType);

        Assert.Equal("\u0001x"u8.ToArray(), @event.GetProperty("data_base64").GetBytesFromBase64());
        Assert.False(@event.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Metadata_overrides_what_the_envelope_says_whatever_its_case()
    {
        var @event = await new PubSubWorld().PublishAsync(
            "x", "text/plain", Trace,
            ("cloudevent.id", "7"), ("CloudEvent.Source", "me"), ("cloudevent.type", "special"), ("cloudevent.subject", "it"), ("cloudevent.traceparent", "own"), ("cloudevent.data", "no"));

        Assert.Equal("7", @event.GetProperty("id").GetString());
        Assert.Equal("me", @event.GetProperty("source").GetString());
        Assert.Equal("special", @event.GetProperty("type").GetString());
        Assert.Equal("it", @event.GetProperty("subject").GetString());
        Assert.Equal("own", @event.GetProperty("traceid").GetString());
        Assert.Equal("own", @event.GetProperty("traceparent").GetString());
        Assert.Equal("x", @event.GetProperty("data").GetString());
    }

    [Fact]
    public async Task An_event_that_the_publisher_made_keeps_its_own_and_has_its_gaps_filled()
    {
        var @event = await new PubSubWorld().PublishAsync(
            """{"id":"mine","type":null,"custom":{"deep":[1,2.50]},"data":{"n":1.0},"topic":"theirs","pubsubname":"theirs","time":"2020-01-01T00:00:00Z"}""",
            "application/cloudevents+json",
            Trace);

        Assert.Equal("mine", @event.GetProperty("id").GetString());
        Assert.Equal("""{"deep":[1,2.50]}""", @event.GetProperty("custom").GetRawText());
        Assert.Equal("""{"n":1.0}""", @event.GetProperty("data").GetRawText());
        Assert.Equal("orders", @event.GetProperty("topic").GetString());
        Assert.Equal("pubsub", @event.GetProperty("pubsubname").GetString());
        Assert.Equal("com.dapr.event.sent", @event.GetProperty("type").GetString());
        Assert.Equal("Dapr", @event.GetProperty("source").GetString());
        Assert.Equal("1.0", @event.GetProperty("specversion").GetString());
        Assert.Equal("2020-01-01T00:00:00Z", @event.GetProperty("time").GetString());
        Assert.Equal(Trace, @event.GetProperty("traceid").GetString());
        Assert.Equal(Trace, @event.GetProperty("traceparent").GetString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"a\":1} x")]
    [InlineData("")]
    public async Task What_only_claims_to_be_an_event_is_refused(string data)
    {
        var error = await Assert.ThrowsAsync<ApiException>(() => new PubSubWorld().PublishAsync(data, "application/cloudevents+json"));

        Assert.Equal(PubSubErrors.CloudEvent, error.Code);
    }

    [Fact]
    public async Task Deep_json_is_no_trouble()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);

        var @event = await new PubSubWorld().PublishAsync(deep, "application/json");

        Assert.Equal(deep, @event.GetProperty("data").GetString());
        var error = await Assert.ThrowsAsync<ApiException>(() => new PubSubWorld().PublishAsync($$"""{"data":{{deep}}}""", "application/cloudevents+json"));
        Assert.Equal(PubSubErrors.CloudEvent, error.Code);
    }

    [Theory]
    [InlineData("ttlInSeconds", "10", true)]
    [InlineData("TTLINSECONDS", "10s", true)]
    [InlineData("ttl", "1m", true)]
    [InlineData("ttlInSeconds", "0", false)]
    [InlineData("ttlInSeconds", "-1", false)]
    public async Task A_time_to_live_becomes_an_expiration_where_the_broker_has_none(string key, string value, bool expires)
    {
        var @event = await new PubSubWorld().PublishAsync("x", "text/plain", "", (key, value));

        Assert.Equal(expires, @event.TryGetProperty("expiration", out _));
    }

    [Fact]
    public async Task A_broker_that_expires_messages_itself_is_left_to_it()
    {
        var world = new PubSubWorld();
        var broker = new FakeBroker { Features = [PubSubFeatures.MessageTimeToLive] };
        world.Put(broker);

        await world.Engine.PublishAsync(
            new Publication { PubSubName = "pubsub", Topic = "t", Metadata = new Dictionary<string, string> { ["ttlInSeconds"] = "5" } }, TestContext.Current.CancellationToken);

        Assert.True(broker.Published.TryPeek(out var sent));
        Assert.False(JsonElement.Parse(sent.Data.Span).TryGetProperty("expiration", out _));
        Assert.Equal("5", sent.Metadata["ttlInSeconds"]);
    }

    [Theory]
    [InlineData("", "", "", "", "any", true)]
    [InlineData("a,b", "", "", "", "c", false)]
    [InlineData("a, b", "", "", "", "b", true)]
    [InlineData("", "secret", "", "", "secret", false)]
    [InlineData("", "secret", "app=secret", "", "secret", true)]
    [InlineData("", "", "app=a;other=b", "", "b", false)]
    [InlineData("", "", "app=a,b;other=c", "", "b", true)]
    [InlineData("", "", "app=", "", "a", false)]
    [InlineData("", "", "other=a", "", "b", true)]
    [InlineData("", "", "", "app=x", "a", true)]
    public async Task Scopes_hold_publishing(string allowed, string @protected, string publishing, string subscribing, string topic, bool isAllowed)
    {
        var world = new PubSubWorld(
            null, ("allowedTopics", allowed), ("protectedTopics", @protected), ("publishingScopes", publishing), ("subscriptionScopes", subscribing));
        var publishingOne = () => world.Engine.PublishAsync(new Publication { PubSubName = "pubsub", Topic = topic }, TestContext.Current.CancellationToken).AsTask();

        if (isAllowed)
            await publishingOne();
        else
            Assert.Equal(PubSubErrors.Forbidden, (await Assert.ThrowsAsync<ApiException>(publishingOne)).Code);
    }

    /// <summary>Dapr's sidecar didn't, up to and including 1.17.</summary>
    [Fact(DisplayName = "1.18_namespace_stands_before_the_topic_of_bulk_publications_too")]
    public async Task Namespace_stands_before_the_topic_of_bulk_publications_too()
    {
        var world = new PubSubWorld(null, ("consumerID", "{namespace}"));

        await world.PublishAsync("x", "text/plain");
        await BulkAsync(world, "1", "2");

        Assert.Equal(["shoporders", "shoporders", "shoporders"], world.Broker.Published.Select(sent => sent.Topic));
    }

    /// <summary>Dapr's sidecar didn't, up to and including 1.17.</summary>
    [Theory(DisplayName = "1.18_retry_matching_is_honoured_for_publish")]
    [InlineData(StatusFamily.Grpc, 14, 3)]
    [InlineData(StatusFamily.Grpc, 5, 1)]
    [InlineData(StatusFamily.Http, 14, 3)]
    [InlineData(StatusFamily.Http, 5, 1)]
    public async Task Retry_matching_is_honoured_for_publish(StatusFamily family, int status, int attempts)
    {
        var policies = new PolicyWorld(new ResilienceSettings
        {
            Retries = new Dictionary<string, RetrySettings>
            {
                ["r"] = new() { Duration = TimeSpan.Zero, MaxRetries = 2, GrpcCodes = [new CodeRange(14, 14)], HttpCodes = [new CodeRange(500, 599)] },
            },
            Components = new Dictionary<string, ComponentTargetSettings> { ["pubsub"] = new(TargetSettings.None, new TargetSettings { Retry = "r" }) },
        });
        var world = new PubSubWorld(policies.Policies);
        var calls = 0;
        world.Broker.Fail = _ =>
        {
            calls++;
            return new PubSubException("no", status);
        };

        var single = await Assert.ThrowsAsync<ApiException>(() => world.Engine.PublishAsync(
            new Publication { PubSubName = "pubsub", Topic = "t", StatusFamily = family }, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal((PubSubErrors.Publish, attempts), (single.Code, calls));

        calls = 0;
        var bulk = await world.Engine.PublishManyAsync(
            new BulkPublication { PubSubName = "pubsub", Topic = "t", Entries = [Entry("1")], StatusFamily = family }, TestContext.Current.CancellationToken);
        Assert.Equal(attempts, calls);
        Assert.Equal("1", Assert.Single(bulk.Failures).EntryId);
    }

    [Fact]
    public async Task Of_a_bulk_only_what_failed_is_told()
    {
        var world = new PubSubWorld();
        world.Broker.Fail = request => Encoding.UTF8.GetString(request.Data.Span).Contains("\"2\"", StringComparison.Ordinal) ? new ComponentException("no room") : null;

        var outcome = await BulkAsync(world, "1", "2", "3");

        Assert.Equal(new BulkPublishFailure("2", "no room"), Assert.Single(outcome.Failures));
        Assert.Equal("error when publishing to topic orders in pubsub pubsub: no room", outcome.Error!.Message);
        Assert.Equal(2, world.Broker.Published.Count);
    }

    [Fact]
    public async Task Ids_of_a_bulk_have_to_be_there_and_to_differ()
    {
        var world = new PubSubWorld();

        Assert.Equal(PubSubErrors.Entries, (await Assert.ThrowsAsync<ApiException>(() => BulkAsync(world, "1", "1"))).Code);
        Assert.Equal(PubSubErrors.Entries, (await Assert.ThrowsAsync<ApiException>(() => BulkAsync(world, ""))).Code);
        Assert.Empty(world.Broker.Published);
    }

    [Fact]
    public async Task A_raw_payload_goes_as_it_is_and_carries_its_trace_beside_it()
    {
        var world = new PubSubWorld();

        await world.Engine.PublishAsync(
            new Publication
            {
                PubSubName = "pubsub", Topic = "t", Data = "bare"u8.ToArray(), ContentType = "text/plain", TraceParent = Trace,
                Metadata = new Dictionary<string, string> { ["rawPayload"] = "true" },
            },
            TestContext.Current.CancellationToken);

        Assert.True(world.Broker.Published.TryPeek(out var sent));
        Assert.Equal("bare"u8.ToArray(), sent.Data.ToArray());
        Assert.Equal(Trace, sent.Metadata["traceparent"]);
    }

    private static Task<BulkPublishOutcome> BulkAsync(PubSubWorld world, params string[] ids)
        => world.Engine.PublishManyAsync(
            new BulkPublication { PubSubName = "pubsub", Topic = "orders", Entries = [.. ids.Select(Entry)] }, TestContext.Current.CancellationToken).AsTask();

    private static BulkPublishEntry Entry(string id) => new(id, Encoding.UTF8.GetBytes(id), "text/plain", PublishRequest.NoMetadata);
}
