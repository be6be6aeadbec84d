using System.Net;
using Xunit;

namespace Layotto.EndToEnd.Tests.PubSub;

/// <summary>Messages of transactions.</summary>
public sealed class OutboxTests
{
    private const string Transaction = """
        {"operations":[{"operation":"upsert","request":{"key":"1","value":"2","metadata":{"outbox.cloudevent.myapp":"myapp1","data":"a","id":"b","cloudevent.type":"order.paid"}}}]}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("pubsub")]
    public async Task A_committed_transaction_is_published_once_and_leaves_no_row(string internalPubSub)
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = SubscriptionTests.Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        folder.Write("store.yaml", Store(folder, "pubsub", internalPubSub));
        await using var gateway = await SubscriptionTests.StartAsync(folder, app);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/outboxed/transaction", Transaction)).Status);

        var @event = (await app.NextAsync()).Json;
        Assert.Equal("2", @event.GetProperty("data").GetString());
        Assert.Equal("myapp1", @event.GetProperty("outbox.cloudevent.myapp").GetString());
        Assert.Equal("order.paid", @event.GetProperty("type").GetString());
        Assert.StartsWith("outbox-", @event.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), await gateway.SendAsync("GET", "/v1.0/state/outboxed/1"));

        // What deletes is published nowhere; what comes next shows that nothing came between.
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(
            "POST", "/v1.0/state/outboxed/transaction", """{"operations":[{"operation":"delete","request":{"key":"1"}}]}""")).Status);
        await SubscriptionTests.PublishAsync(gateway, "orders", "\"next\"");
        Assert.Equal("next", (await app.NextAsync()).Json.GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_projection_is_published_and_not_stored()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = SubscriptionTests.Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        folder.Write("store.yaml", Store(folder, "pubsub"));
        await using var gateway = await SubscriptionTests.StartAsync(folder, app);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/outboxed/transaction", """
            {"operations":[{"operation":"upsert","request":{"key":"1","value":{"secret":1},"metadata":{"contentType":"application/json"}}},
                           {"operation":"upsert","request":{"key":"1","value":{"shown":2},"metadata":{"outbox.projection":"true","contentType":"application/json"}}}]}
            """)).Status);

        Assert.Equal("""{"shown":2}""", (await app.NextAsync()).Json.GetProperty("data").GetRawText());
        Assert.Equal((HttpStatusCode.OK, """{"secret":1}"""), await gateway.SendAsync("GET", "/v1.0/state/outboxed/1"));
    }

    [Fact]
    public async Task A_message_that_could_not_be_published_before_kill_9_is_published_by_the_next_life()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = SubscriptionTests.Folder(PubSubResources.Subscription("orders", "orders", "/orders"));

        // The broker that messages go to isn't there, so the transaction is committed and its message stays.
        folder.Write("store.yaml", Store(folder, "missing"));
        var first = await SubscriptionTests.StartAsync(folder, app);
        Assert.Equal(HttpStatusCode.NoContent, (await first.SendAsync("POST", "/v1.0/state/outboxed/transaction", Transaction)).Status);
        await first.WaitForLineAsync("couldn't be published yet");
        await first.KillAsync();
        await first.DisposeAsync();

        folder.Write("store.yaml", Store(folder, "pubsub"));
        await using var second = await SubscriptionTests.StartAsync(folder, app);

        Assert.Equal("2", (await app.NextAsync()).Json.GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_transaction_that_fails_publishes_nothing()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = SubscriptionTests.Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        folder.Write("store.yaml", Store(folder, "pubsub"));
        await using var gateway = await SubscriptionTests.StartAsync(folder, app);

        var answer = await gateway.SendAsync(
            "POST", "/v1.0/state/outboxed/transaction", """{"operations":[{"operation":"upsert","request":{"key":"1","value":"2","etag":"0","options":{"concurrency":"first-write"}}}]}""");
        answer.AssertError(500, "ERR_STATE_TRANSACTION");

        await SubscriptionTests.PublishAsync(gateway, "orders", "\"next\"");
        Assert.Equal("next", (await app.NextAsync()).Json.GetProperty("data").GetString());
    }

    internal static string Store(EndToEndGateway folder, string pubSub, string internalPubSub = "") => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: outboxed
        spec:
          type: state.sqlite
          version: v1
          metadata:
          - name: connectionString
            value: "{folder.Folder}/outboxed.db"
          - name: outboxPublishPubsub
            value: "{pubSub}"
          - name: outboxPublishTopic
            value: "orders"
          - name: outboxPubsub
            value: "{internalPubSub}"
        """;
}
