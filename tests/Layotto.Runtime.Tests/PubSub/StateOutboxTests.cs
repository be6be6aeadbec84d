using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Embedded.State;
using Layotto.Components.PubSub;
using Layotto.Components.State;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub.Outbox;
using Layotto.Runtime.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Runtime.Tests.PubSub;

public sealed class StateOutboxTests : IAsyncDisposable
{
    private readonly PubSubWorld _world = new();
    private readonly InMemoryStateStore _store = new();
    private readonly StateEngine _state;
    private readonly StateOutbox _outbox;

    public StateOutboxTests()
    {
        _state = new StateEngine(_world.Registry, "app", "shop");
        _outbox = new StateOutbox(_world.Registry, _state, _world.Engine, "app", "shop", NullLogger.Instance);
        _state.Outbox = _outbox;
    }

    public async ValueTask DisposeAsync()
    {
        await _outbox.StopAsync(new CancellationToken(canceled: true));
        _outbox.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task A_row_holds_the_message_until_it_is_published()
    {
        Configure();
        await TransactAsync("1");

        var key = Assert.Single(await RowsAsync());
        await _outbox.StartAsync(TestContext.Current.CancellationToken);

        var sent = await PublishedAsync("public");
        Assert.Equal(key, sent.GetProperty("id").GetString());
        Assert.Equal("public", sent.GetProperty("topic").GetString());
        await UntilAsync(async () => (await RowsAsync()).Count == 0);
    }

    [Fact]
    public async Task A_broker_that_is_down_costs_no_message()
    {
        Configure();
        _world.Broker.Fail = _ => new ComponentException("down");
        await _outbox.StartAsync(TestContext.Current.CancellationToken);
        await TransactAsync("1");
        await _outbox.StopAsync(TestContext.Current.CancellationToken);
        Assert.Single(await RowsAsync());

        // A new life over the same store.
        _world.Broker.Fail = _ => null;
        using var next = new StateOutbox(_world.Registry, _state, _world.Engine, "app", "shop", NullLogger.Instance);
        await next.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal("v1", (await PublishedAsync("public")).GetProperty("data").GetString());
        await next.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Rows_of_others_and_of_Dapr_are_left_alone()
    {
        Configure();
        await TransactAsync("1");
        await _store.SetAsync(
            new StateSetRequest("outbox-dapr", "\"0\""u8.ToArray(), null, default, default, StateValue.NoMetadata), TestContext.Current.CancellationToken);
        using var other = new StateOutbox(_world.Registry, _state, _world.Engine, "another", "shop", NullLogger.Instance);

        await other.StartAsync(TestContext.Current.CancellationToken);
        await other.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, (await RowsAsync()).Count);
        Assert.Empty(_world.Broker.Published);
    }

    [Fact]
    public async Task With_reminders_the_message_goes_through_the_internal_topic_first()
    {
        Configure(("outboxPubsub", "pubsub"));
        await _outbox.StartAsync(TestContext.Current.CancellationToken);
        var reminders = _world.Broker.Subscriptions("shopapppublicoutbox").Single();

        await TransactAsync("1");

        var reminder = await PublishedAsync("shopapppublicoutbox");
        Assert.DoesNotContain(_world.Broker.Published, sent => sent.Topic == "public");
        await reminders.DeliverAsync(reminder.GetRawText());
        Assert.Equal(reminder.GetProperty("id").GetString(), (await PublishedAsync("public")).GetProperty("id").GetString());
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_reminder_of_a_transaction_that_failed_is_done_with_at_once()
    {
        Configure(("outboxPubsub", "pubsub"));
        await _outbox.StartAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ApiException>(() => TransactAsync("1", etag: "wrong"));
        await _world.Broker.Subscriptions("shopapppublicoutbox").Single().DeliverAsync((await PublishedAsync("shopapppublicoutbox")).GetRawText());

        Assert.DoesNotContain(_world.Broker.Published, sent => sent.Topic == "public");
    }

    [Fact]
    public async Task A_reminder_that_can_not_be_sent_fails_the_transaction_and_nothing_is_written()
    {
        Configure(("outboxPubsub", "pubsub"));
        _world.Broker.Fail = _ => new ComponentException("down");

        var error = await Assert.ThrowsAsync<ApiException>(() => TransactAsync("1"));

        Assert.Equal(PubSubErrors.Outbox, error.Code);
        Assert.Empty(await RowsAsync());
        Assert.Null(await _state.GetAsync("store", "1", default, StateValue.NoMetadata, TestContext.Current.CancellationToken));
    }

    private void Configure(params (string Name, string Value)[] more)
        => _world.Put("store", ComponentKind.State, _store, [("outboxPublishPubsub", "pubsub"), ("outboxPublishTopic", "public"), .. more]);

    private Task TransactAsync(string key, string? etag = null)
        => _state.TransactAsync(
            "store",
            [new StateOperation(StateOperation.Upsert, new StateItem(key, System.Text.Encoding.UTF8.GetBytes("v" + key), etag, default, default, StateValue.NoMetadata))],
            StateValue.NoMetadata,
            trace: default,
            TestContext.Current.CancellationToken).AsTask();

    private async Task<IReadOnlyList<string>> RowsAsync()
        => (await _store.ListKeysAsync("outbox-%", null, null, TestContext.Current.CancellationToken)).Keys;

    private async Task<JsonElement> PublishedAsync(string topic)
    {
        PublishRequest? sent = null;
        await UntilAsync(() =>
        {
            foreach (var one in _world.Broker.Published.Where(one => one.Topic == topic))
                sent = one;
            return Task.FromResult(sent is not null);
        });
        return JsonElement.Parse(sent!.Value.Data.Span);
    }

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
