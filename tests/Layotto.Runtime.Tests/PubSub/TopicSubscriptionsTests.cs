using Layotto.Components;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Subscriptions;

namespace Layotto.Runtime.Tests.PubSub;

public sealed class TopicSubscriptionsTests
{
    [Fact]
    public async Task The_first_declared_counts_unless_the_app_asks_itself()
    {
        var world = new PubSubWorld();
        world.App.Wanted = [new TopicSubscription("pubsub", "b", [new RoutingRule("", "/own")], SubscriptionOrigin.Programmatic)];
        using var subscriptions = world.Subscriptions(
            PubSubWorld.Subscription("a", "/first"), PubSubWorld.Subscription("a", "/second"), PubSubWorld.Subscription("b", "/file"));

        await subscriptions.StartAsync(TestContext.Current.CancellationToken);
        await world.Broker.Subscriptions("a").Single().DeliverAsync(PubSubWorld.Event("1"));
        await world.Broker.Subscriptions("b").Single().DeliverAsync(PubSubWorld.Event("2"));

        Assert.Equal([("/first", "1"), ("/own", "2")], world.App.Received);
        Assert.Equal(["a", "b"], subscriptions.All.Select(one => one.Topic));
    }

    [Fact]
    public async Task Scopes_hold_subscriptions()
    {
        var world = new PubSubWorld(null, ("subscriptionScopes", "app=a"));
        using var subscriptions = world.Subscriptions(PubSubWorld.Subscription("a"), PubSubWorld.Subscription("b"));

        await subscriptions.StartAsync(TestContext.Current.CancellationToken);

        Assert.Single(world.Broker.Subscriptions("a"));
        Assert.Empty(world.Broker.Subscriptions("b"));
        await subscriptions.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_update_starts_what_is_new_stops_what_is_gone_and_leaves_the_rest_alone()
    {
        var world = new PubSubWorld();
        using var subscriptions = world.Subscriptions(PubSubWorld.Subscription("stays"), PubSubWorld.Subscription("goes"));
        await subscriptions.StartAsync(TestContext.Current.CancellationToken);
        var stays = world.Broker.Subscriptions("stays").Single();

        await subscriptions.UpdateDeclarativeAsync([PubSubWorld.Subscription("stays"), PubSubWorld.Subscription("comes")], TestContext.Current.CancellationToken);

        Assert.Same(stays, world.Broker.Subscriptions("stays").Single());
        Assert.Empty(world.Broker.Subscriptions("goes"));
        Assert.Single(world.Broker.Subscriptions("comes"));
    }

    [Fact]
    public async Task A_component_that_replaces_another_takes_its_subscriptions_over_and_what_is_under_way_ends()
    {
        var world = new PubSubWorld();
        var gate = new TaskCompletionSource<DeliveryResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Answer = _ => gate.Task;
        using var subscriptions = world.Subscriptions(PubSubWorld.Subscription());
        await subscriptions.StartAsync(TestContext.Current.CancellationToken);
        world.Registry.TryGet("pubsub", out var old);
        var underWay = world.Broker.Subscriptions("orders").Single().DeliverAsync(PubSubWorld.Event("1"));
        var broker = new FakeBroker();
        var replacement = world.Put(broker);

        var moving = subscriptions.ComponentChangedAsync(old, replacement, TestContext.Current.CancellationToken).AsTask();

        Assert.Single(broker.Subscriptions("orders"));
        Assert.False(moving.IsCompleted);
        gate.SetResult(DeliveryResult.Success);
        await moving.WaitAsync(PubSubWorld.Patience, TestContext.Current.CancellationToken);
        Assert.True(underWay.IsCompletedSuccessfully);
        Assert.Empty(world.Broker.Subscriptions("orders"));
    }

    [Fact]
    public async Task A_subscription_whose_component_comes_late_starts_with_it()
    {
        var world = new PubSubWorld();
        using var subscriptions = world.Subscriptions(new TopicSubscription("late", "orders", [new RoutingRule("", "/x")], SubscriptionOrigin.Declarative));
        await subscriptions.StartAsync(TestContext.Current.CancellationToken);
        var broker = new FakeBroker();

        var instance = world.Put("late", ComponentKind.PubSub, broker);
        await subscriptions.ComponentChangedAsync(null, instance, TestContext.Current.CancellationToken);

        Assert.Single(broker.Subscriptions("orders"));
        await subscriptions.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_unwell_app_is_asked_and_subscribed_for_when_it_has_recovered()
    {
        var world = new PubSubWorld();
        world.Health.Report(false);
        world.App.Wanted = [new TopicSubscription("pubsub", "orders", [new RoutingRule("", "/x")], SubscriptionOrigin.Programmatic)];
        using var subscriptions = world.Subscriptions();
        await subscriptions.StartAsync(TestContext.Current.CancellationToken);
        Assert.Empty(world.Broker.Subscriptions("orders"));

        world.Health.Report(true);

        await UntilAsync(() => world.Broker.Subscriptions("orders").Count == 1);
        world.Health.Report(false);
        await UntilAsync(() => world.Broker.Subscriptions("orders").Count == 0);
        await subscriptions.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stop_gives_back_what_the_app_does_not_end_in_time_and_buries_nothing()
    {
        var world = new PubSubWorld();
        world.App.Answer = _ => new TaskCompletionSource<DeliveryResult>().Task;
        using var subscriptions = world.Subscriptions(PubSubWorld.Subscription(deadLetterTopic: "dead"));
        await subscriptions.StartAsync(TestContext.Current.CancellationToken);
        var underWay = world.Broker.Subscriptions("orders").Single().DeliverAsync(PubSubWorld.Event("1"));

        await subscriptions.StopAsync(new CancellationToken(canceled: true)).WaitAsync(PubSubWorld.Patience, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => underWay);
        Assert.Empty(world.Broker.Published);
    }

    [Fact]
    public async Task A_failure_during_a_stop_is_not_held_against_the_message()
    {
        var world = new PubSubWorld();
        var gate = new TaskCompletionSource<DeliveryResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Answer = _ => gate.Task;
        using var subscriptions = world.Subscriptions(PubSubWorld.Subscription(deadLetterTopic: "dead"));
        await subscriptions.StartAsync(TestContext.Current.CancellationToken);
        var underWay = world.Broker.Subscriptions("orders").Single().DeliverAsync(PubSubWorld.Event("1"));

        var stopping = subscriptions.StopAsync(TestContext.Current.CancellationToken);
        gate.SetResult(new DeliveryResult(DeliveryStatus.Retry, "stopping too"));
        await stopping.WaitAsync(PubSubWorld.Patience, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => underWay);
        Assert.Empty(world.Broker.Published);
    }

    [Theory]
    [InlineData("maxConcurrency", "0")]
    [InlineData("maxConcurrency", "many")]
    [InlineData("rawPayload", "perhaps")]
    public void Metadata_that_can_not_be_read_is_told_at_once(string key, string value)
    {
        var error = Assert.Throws<SubscriptionException>(() => PubSubWorld.Subscription(metadata: (key, value)));

        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event.type ==")]
    [InlineData("1 + 1")]
    [InlineData("unknown.type == 'x'")]
    public void A_rule_that_can_decide_nothing_is_told_at_once(string match)
        => Assert.Contains(match, Assert.Throws<SubscriptionException>(() => new RoutingRule(match, "/x")).Message, StringComparison.Ordinal);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(PubSubWorld.Patience);
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
