using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency.Settings;
using Layotto.Runtime.Tests.Resiliency;

namespace Layotto.Runtime.Tests.PubSub;

public sealed class DeliveryTests
{
    [Theory]
    [InlineData(DeliveryStatus.Success, "", true, 0)]
    [InlineData(DeliveryStatus.Drop, "", true, 0)]
    [InlineData(DeliveryStatus.Drop, "dead", true, 1)]
    [InlineData(DeliveryStatus.Retry, "", false, 0)]
    [InlineData(DeliveryStatus.Retry, "dead", true, 1)]
    public async Task What_the_app_makes_of_an_event_decides_about_its_message(DeliveryStatus status, string deadLetterTopic, bool isAcknowledged, int buried)
    {
        var world = new PubSubWorld();
        world.App.Answer = _ => Task.FromResult(new DeliveryResult(status, "reason"));
        using var subscriptions = await StartAsync(world, PubSubWorld.Subscription(deadLetterTopic: deadLetterTopic));

        var error = await Record.ExceptionAsync(() => Deliver(world, PubSubWorld.Event("1")));

        Assert.Equal(isAcknowledged, error is null);
        Assert.Equal(buried, world.Broker.Published.Count(sent => sent.Topic == "dead"));
        Assert.Equal(("/orders", "1"), Assert.Single(world.App.Received));
    }

    [Fact]
    public async Task A_dead_letter_topic_that_takes_nothing_leaves_the_message_with_its_broker()
    {
        var world = new PubSubWorld();
        world.Broker.Fail = _ => new ComponentException("down");
        world.App.Answer = _ => Task.FromResult(new DeliveryResult(DeliveryStatus.Drop));
        using var subscriptions = await StartAsync(world, PubSubWorld.Subscription(deadLetterTopic: "dead"));

        Assert.NotNull(await Record.ExceptionAsync(() => Deliver(world, PubSubWorld.Event("1"))));
    }

    [Fact]
    public async Task The_inbound_policy_tries_again_before_the_message_goes_back()
    {
        var policies = new PolicyWorld(new ResilienceSettings
        {
            Retries = new Dictionary<string, RetrySettings> { ["r"] = new() { Duration = TimeSpan.Zero, MaxRetries = 3, HttpCodes = [new CodeRange(500, 599)] } },
            Components = new Dictionary<string, ComponentTargetSettings> { ["pubsub"] = new(new TargetSettings { Retry = "r" }, TargetSettings.None) },
        });
        var world = new PubSubWorld(policies.Policies);
        using var subscriptions = await StartAsync(world, PubSubWorld.Subscription());

        world.App.Answer = _ => Task.FromResult(new DeliveryResult(DeliveryStatus.Retry, "no", HttpStatus: 503));
        await Record.ExceptionAsync(() => Deliver(world, PubSubWorld.Event("1")));
        Assert.Equal(4, world.App.Received.Count);

        world.App.Received.Clear();
        world.App.Answer = _ => Task.FromResult(new DeliveryResult(DeliveryStatus.Retry, "no", HttpStatus: 400));
        await Record.ExceptionAsync(() => Deliver(world, PubSubWorld.Event("1")));
        Assert.Single(world.App.Received);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("")]
    public async Task What_is_no_event_is_refused_or_buried(string data)
    {
        var world = new PubSubWorld();
        using var subscriptions = await StartAsync(world, PubSubWorld.Subscription(), PubSubWorld.Subscription("other", deadLetterTopic: "dead"));

        Assert.NotNull(await Record.ExceptionAsync(() => Deliver(world, data)));
        await world.Broker.Subscriptions("other")[0].DeliverAsync(data);

        Assert.Single(world.Broker.Published);
        Assert.Empty(world.App.Received);
    }

    [Theory]
    [InlineData("2001-01-01T00:00:00Z", false)]
    [InlineData("2901-01-01T00:00:00Z", true)]
    [InlineData("nonsense", true)]
    public async Task An_expired_event_is_acknowledged_and_not_delivered(string expiration, bool isDelivered)
    {
        var world = new PubSubWorld();
        using var subscriptions = await StartAsync(world, PubSubWorld.Subscription());

        await Deliver(world, PubSubWorld.Event("1", $",\"expiration\":\"{expiration}\""));

        Assert.Equal(isDelivered, world.App.Received.Count == 1);
    }

    [Fact]
    public async Task Rules_choose_the_path_and_what_none_matches_is_acknowledged()
    {
        var world = new PubSubWorld();
        var rules = new[] { new RoutingRule("event.type == 'a'", "/a"), new RoutingRule("event.data.price > 5", "/b") };
        using var subscriptions = await StartAsync(world, new TopicSubscription("pubsub", "orders", rules, SubscriptionOrigin.Declarative));

        await Deliver(world, """{"id":"1","type":"a"}""");
        await Deliver(world, """{"id":"2","type":"b","data":{"price":6}}""");
        await Deliver(world, """{"id":"3","type":"b","data":{"price":5}}""");
        Assert.Equal([("/a", "1"), ("/b", "2")], world.App.Received);

        // A rule without a value is no "no": the message goes back.
        Assert.NotNull(await Record.ExceptionAsync(() => Deliver(world, """{"id":"4","type":"b"}""")));
    }

    [Theory]
    [InlineData(",\"traceparent\":12")]
    [InlineData(",\"traceid\":{\"a\":[]}")]
    [InlineData(",\"traceparent\":null,\"traceid\":true,\"tracestate\":[]")]
    [InlineData(",\"traceparent\":\"\\ud800\"")]
    public async Task Trace_fields_that_are_no_text_are_passed_over(string fields)
    {
        var world = new PubSubWorld();
        var trace = "unset";
        world.App.Answer = @event =>
        {
            trace = @event.TraceParent;
            return Task.FromResult(DeliveryResult.Success);
        };
        using var subscriptions = await StartAsync(world, PubSubWorld.Subscription());

        await Deliver(world, PubSubWorld.Event("1", fields));

        Assert.Equal("", trace);
    }

    [Fact]
    public async Task An_event_in_binary_mode_is_put_together()
    {
        var world = new PubSubWorld();
        var json = "";
        world.App.Answer = @event =>
        {
            json = System.Text.Encoding.UTF8.GetString(@event.Json.Span);
            return Task.FromResult(DeliveryResult.Success);
        };
        using var subscriptions = await StartAsync(world, PubSubWorld.Subscription());

        await world.Broker.Subscriptions("orders")[0].DeliverAsync("bytes", "application/octet-stream", ("ce_id", "7"), ("CE_type", "t"), ("other", "x"));

        Assert.Equal("""{"data_base64":"Ynl0ZXM=","datacontenttype":"application/octet-stream","id":"7","type":"t"}""", json);
    }

    [Fact]
    public async Task No_more_messages_than_the_bound_are_at_the_app_at_once()
    {
        var world = new PubSubWorld();
        var gate = new TaskCompletionSource<DeliveryResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Answer = _ => gate.Task;
        using var subscriptions = await StartAsync(world, PubSubWorld.Subscription(metadata: ("maxConcurrency", "2")));

        var deliveries = Enumerable.Range(0, 5).Select(number => Deliver(world, PubSubWorld.Event($"{number}"))).ToList();

        Assert.Equal(2, world.App.Received.Count);
        Assert.Equal(2, world.Broker.Subscriptions("orders")[0].Request.MaxConcurrency);
        gate.SetResult(DeliveryResult.Success);
        await Task.WhenAll(deliveries).WaitAsync(PubSubWorld.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(5, world.App.Received.Count);
    }

    [Fact]
    public async Task Single_messages_are_gathered_for_a_broker_without_bulks_and_each_ends_for_itself()
    {
        var world = new PubSubWorld();
        world.App.AnswerMany = events => new BulkDeliveryResult(
            [.. events.Entries.Select(entry => entry.Event.Id switch { "2" => DeliveryStatus.Retry, "3" => DeliveryStatus.Drop, _ => DeliveryStatus.Success })], "no");
        using var subscriptions = await StartAsync(
            world, PubSubWorld.Subscription(bulk: new BulkSubscribeOptions(3, TimeSpan.FromMinutes(10))));

        var deliveries = new[] { "1", "2", "3" }.Select(id => Deliver(world, PubSubWorld.Event(id))).ToList();
        await ((Task)Task.WhenAll(deliveries).WaitAsync(PubSubWorld.Patience, TestContext.Current.CancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal([true, false, true], deliveries.Select(delivery => delivery.IsCompletedSuccessfully));
        Assert.Equal(3, world.App.Received.Count);
    }

    private static async Task<TopicSubscriptions> StartAsync(PubSubWorld world, params TopicSubscription[] declared)
    {
        var subscriptions = world.Subscriptions(declared);
        await subscriptions.StartAsync(TestContext.Current.CancellationToken);
        return subscriptions;
    }

    private static Task Deliver(PubSubWorld world, string json) => world.Broker.Subscriptions("orders")[0].DeliverAsync(json);
}
