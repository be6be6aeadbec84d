using System.Text;
using System.Text.Json;
using Layotto.Dapr.Apps;
using Layotto.Runtime.PubSub.Delivery;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Layotto.Dapr.Tests.Apps;

public sealed class HttpSubscriberAppTests
{
    private readonly FakeChannel _channel = new();
    private readonly ISubscriberApp _app;

    public HttpSubscriberAppTests() => _app = SubscriberApps.Create(_channel, 1000, NullLoggerFactory.Instance);

    [Theory]
    [InlineData(200, "", DeliveryStatus.Success)]
    [InlineData(204, "", DeliveryStatus.Success)]
    [InlineData(200, "ok", DeliveryStatus.Success)]
    [InlineData(200, "\"ok\"", DeliveryStatus.Success)]
    [InlineData(200, "{}", DeliveryStatus.Success)]
    [InlineData(200, "{\"status\":\"\"}", DeliveryStatus.Success)]
    [InlineData(200, "{\"status\":7}", DeliveryStatus.Success)]
    [InlineData(200, "{\"status\":\"SUCCESS\"}", DeliveryStatus.Success)]
    [InlineData(200, "{\"Status\":\"RETRY\"}", DeliveryStatus.Retry)]
    [InlineData(201, "{\"status\":\"RETRY\"}", DeliveryStatus.Retry)]
    [InlineData(200, "{\"status\":\"DROP\"}", DeliveryStatus.Drop)]
    [InlineData(200, "{\"status\":\"drop\"}", DeliveryStatus.Retry)]
    [InlineData(200, "{\"status\":\"\\ud800\"}", DeliveryStatus.Success)]
    [InlineData(404, "", DeliveryStatus.Drop)]
    [InlineData(302, "", DeliveryStatus.Retry)]
    [InlineData(400, "{\"status\":\"SUCCESS\"}", DeliveryStatus.Retry)]
    [InlineData(500, "", DeliveryStatus.Retry)]
    public async Task An_answer_says_what_the_app_made_of_the_event(int status, string body, DeliveryStatus expected)
    {
        _channel.Answer = FakeChannel.With(status, body);

        var result = await _app.DeliverAsync(Event("1"), TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.Status);
        Assert.Equal(status >= 300 ? status : null, result.HttpStatus);
    }

    [Fact]
    public async Task An_app_that_can_not_be_reached_gets_the_event_again()
    {
        _channel.Answer = () => throw new HttpRequestException("refused");

        Assert.Equal(DeliveryStatus.Retry, (await _app.DeliverAsync(Event("1"), TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task An_event_goes_to_its_path_with_metadata_as_headers()
    {
        await _app.DeliverAsync(Event("1"), TestContext.Current.CancellationToken);

        Assert.Equal("/path%20x", _channel.Last!.RequestUri!.OriginalString);
        Assert.Equal("application/cloudevents+json", _channel.LastContentType);
        Assert.Equal("{\"id\":\"1\"}", _channel.LastBody);
        Assert.Equal("green", _channel.Last.Headers.GetValues("colour").Single());
        Assert.Equal("00-trace", _channel.Last.Headers.GetValues("traceparent").Single());
        Assert.False(_channel.Last.Headers.Contains("dapr-api-token"));
    }

    [Theory]
    [InlineData(200, "{\"statuses\":[{\"entryId\":\"a\",\"status\":\"SUCCESS\"},{\"entryId\":\"b\",\"status\":\"DROP\"}]}", DeliveryStatus.Success, DeliveryStatus.Drop)]
    [InlineData(200, "{\"statuses\":[{\"entryId\":\"a\",\"status\":\"SUCCESS\"},{\"entryId\":\"other\",\"status\":\"SUCCESS\"}]}", DeliveryStatus.Success, DeliveryStatus.Retry)]
    [InlineData(200, "{\"statuses\":[{\"entryId\":\"a\",\"status\":\"\"},{\"entryId\":\"b\",\"status\":\"what\"}]}", DeliveryStatus.Retry, DeliveryStatus.Retry)]
    [InlineData(200, "", DeliveryStatus.Retry, DeliveryStatus.Retry)]
    [InlineData(200, "[]", DeliveryStatus.Retry, DeliveryStatus.Retry)]
    [InlineData(404, "", DeliveryStatus.Drop, DeliveryStatus.Drop)]
    [InlineData(500, "", DeliveryStatus.Retry, DeliveryStatus.Retry)]
    public async Task Every_entry_of_a_bulk_ends_for_itself(int status, string body, DeliveryStatus first, DeliveryStatus second)
    {
        _channel.Answer = FakeChannel.With(status, body);

        var result = await _app.DeliverManyAsync(Bulk(isRaw: false), TestContext.Current.CancellationToken);

        Assert.Equal([first, second], result.Statuses);
    }

    [Theory]
    [InlineData(false, "{\"id\":\"1\"}")]
    [InlineData(true, "\"eyJpZCI6IjEifQ==\"")]
    public async Task A_bulk_has_an_envelope_of_its_own(bool isRaw, string expected)
    {
        await _app.DeliverManyAsync(Bulk(isRaw), TestContext.Current.CancellationToken);

        var body = JsonElement.Parse(_channel.LastBody);
        Assert.Equal("application/json", _channel.LastContentType);
        Assert.Equal("com.dapr.event.sent.bulk", body.GetProperty("type").GetString());
        Assert.Equal("orders", body.GetProperty("topic").GetString());
        Assert.Equal("pubsub", body.GetProperty("pubsubname").GetString());
        Assert.Equal("a", body.GetProperty("entries")[0].GetProperty("entryId").GetString());
        Assert.Equal(expected, body.GetProperty("entries")[0].GetProperty("event").GetRawText());
    }

    private static BulkTopicEvents Bulk(bool isRaw) => new()
    {
        PubSubName = "pubsub",
        Topic = "orders",
        Path = "/bulk",
        Id = "bulk",
        IsRaw = isRaw,
        Entries = [Entry("a", "1"), Entry("b", "2")],
        Metadata = new Dictionary<string, string>(),
    };

    private static BulkTopicEntry Entry(string entryId, string id)
    {
        var @event = Event(id);
        return new BulkTopicEntry(entryId, @event.Json, "application/cloudevents+json", @event);
    }

    private static TopicEvent Event(string id)
    {
        var json = $$"""{"id":"{{id}}"}""";
        return new TopicEvent
        {
            PubSubName = "pubsub",
            Topic = "orders",
            Path = "path x",
            Id = id,
            Json = Encoding.UTF8.GetBytes(json),
            Members = JsonElement.Parse(json),
            Metadata = new Dictionary<string, string> { ["colour"] = "green", ["dapr-api-token"] = "secret", ["traceparent"] = "old" },
            TraceParent = "00-trace",
        };
    }
}
