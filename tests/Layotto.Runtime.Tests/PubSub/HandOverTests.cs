using System.Text;
using Layotto.Components;
using Layotto.Components.Embedded.PubSub;
using Layotto.Components.Embedded.State;
using Layotto.Components.PubSub;
using Layotto.Components.State;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Outbox;
using Layotto.Runtime.State;
using Layotto.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Runtime.Tests.PubSub;

/// <summary>Messages that only this process holds, while what holds them is replaced.</summary>
public sealed class HandOverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_replaced_broker_held_is_delivered_by_its_successor()
    {
        var world = new PubSubWorld();
        await using var before = await BrokerAsync();
        await using var after = await BrokerAsync();
        var old = world.Put(before);
        var refused = Refuse(world);
        using var subscriptions = world.Subscriptions(PubSubWorld.Subscription());
        await subscriptions.StartAsync(Token);
        await PublishAsync(before, "refused");
        await refused.WaitAsync(PubSubWorld.Patience, Token);

        // It rests for an hour in the old one.
        await subscriptions.ComponentChangedAsync(old, world.Put(after), Token);

        await UntilAsync(() => Task.FromResult(world.App.Received.Count == 2));
        Assert.All(world.App.Received, received => Assert.Equal(("/orders", "refused"), received));
        await subscriptions.StopAsync(Token);
    }

    [Fact]
    public async Task What_an_edited_subscription_held_comes_at_its_new_route()
    {
        var world = new PubSubWorld();
        await using var broker = await BrokerAsync();
        world.Put(broker);
        var refused = Refuse(world);
        using var subscriptions = world.Subscriptions(PubSubWorld.Subscription());
        await subscriptions.StartAsync(Token);
        await PublishAsync(broker, "refused");
        await refused.WaitAsync(PubSubWorld.Patience, Token);

        await subscriptions.UpdateDeclarativeAsync([PubSubWorld.Subscription(route: "/new")], Token);

        await UntilAsync(() => Task.FromResult(world.App.Received.Count == 2));
        Assert.Equal([("/orders", "refused"), ("/new", "refused")], world.App.Received);
        await subscriptions.StopAsync(Token);
    }

    [Fact]
    public async Task A_row_of_the_outbox_stays_until_a_broker_in_memory_has_delivered_its_message()
    {
        var world = new PubSubWorld();
        await using var broker = await BrokerAsync();
        await using var store = new InMemoryStateStore();
        world.Put(broker);
        world.Put("store", ComponentKind.State, store, ("outboxPublishPubsub", "pubsub"), ("outboxPublishTopic", "orders"));
        var answer = new TaskCompletionSource<DeliveryResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Answer = _ => answer.Task;
        using var subscriptions = world.Subscriptions(PubSubWorld.Subscription());
        await subscriptions.StartAsync(Token);
        var state = new StateEngine(world.Registry, "app", "shop");
        using var outbox = new StateOutbox(world.Registry, state, world.Engine, "app", "shop", NullLogger.Instance);
        state.Outbox = outbox;
        await outbox.StartAsync(Token);

        await state.TransactAsync(
            "store",
            [new StateOperation(StateOperation.Upsert, new StateItem("1", "v"u8.ToArray(), null, default, default, StateValue.NoMetadata))],
            StateValue.NoMetadata,
            trace: default,
            Token);
        await UntilAsync(() => Task.FromResult(!world.App.Received.IsEmpty));
        Assert.Single((await store.ListKeysAsync("outbox-%", null, null, Token)).Keys);
        answer.SetResult(DeliveryResult.Success);

        await UntilAsync(async () => (await store.ListKeysAsync("outbox-%", null, null, Token)).Keys.Count == 0);
        await outbox.StopAsync(Token);
        await subscriptions.StopAsync(Token);
        await outbox.SettleAsync(Token);
    }

    // The app takes nothing the first time.
    private static Task Refuse(PubSubWorld world)
    {
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.App.Answer = _ => Task.FromResult(refused.TrySetResult() ? new DeliveryResult(DeliveryStatus.Retry, "refused") : DeliveryResult.Success);
        return refused.Task;
    }

    private static async Task<InMemoryPubSub> BrokerAsync()
    {
        var broker = new InMemoryPubSub();
        await broker.InitializeAsync(TestContexts.Create([KeyValuePair.Create("redeliverInterval", "1h"), KeyValuePair.Create("maxRedeliverInterval", "1h")]), Token);
        return broker;
    }

    private static ValueTask PublishAsync(InMemoryPubSub broker, string id)
        => broker.PublishAsync(new PublishRequest("orders", Encoding.UTF8.GetBytes(PubSubWorld.Event(id)), "application/cloudevents+json", PublishRequest.NoMetadata), Token);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(PubSubWorld.Patience);
        while (!await condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
