using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Runtime.Configuration;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Tests.Instances;
using Layotto.Testing;

namespace Layotto.Runtime.Tests.Configuration;

public sealed class ConfigurationEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly ComponentRegistry _registry = new();
    private readonly List<string> _told = [];
    private readonly ConfigurationEngine _engine;

    public ConfigurationEngineTests() => _engine = new ConfigurationEngine(_registry, NoResilience.Instance, new RecordingLogger());

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_are_read_and_changes_told_until_the_end_of_the_subscription()
    {
        var store = new FakeConfigurationStore { Items = { ["a"] = new() { Value = "1" } } };
        _registry.Put(ComponentKind.Configuration, "store", store);

        Assert.Equal("1", (await _engine.GetAsync("store", ["a"], NoMetadata, CancellationToken))["a"].Value);
        var subscription = await SubscribeAsync("store");
        await store.TellAsync("a", "2");
        Assert.False(await _engine.UnsubscribeAsync("other", subscription.Id, CancellationToken));
        Assert.True(await _engine.UnsubscribeAsync("store", subscription.Id, CancellationToken));
        Assert.False(await _engine.UnsubscribeAsync("store", subscription.Id, CancellationToken));

        Assert.Equal(["a=2"], _told);
        Assert.Empty(store.Handlers);
        Assert.Null(await subscription.Ended.WaitAsync(Patience, CancellationToken));
    }

    [Fact]
    public async Task Subscription_moves_to_the_component_that_takes_the_place_of_its_own()
    {
        var old = new FakeConfigurationStore { Items = { ["same"] = new() { Value = "1" }, ["changed"] = new() { Value = "1" }, ["gone"] = new() { Value = "1" } } };
        var store = new FakeConfigurationStore { Items = { ["same"] = new() { Value = "1" }, ["changed"] = new() { Value = "2" }, ["new"] = new() { Value = "1" } } };
        var removed = _registry.Put(ComponentKind.Configuration, "store", old);
        var subscription = await SubscribeAsync("store");
        var added = _registry.Put(ComponentKind.Configuration, "store", store);

        await _engine.ComponentChangedAsync(removed, added, CancellationToken);
        await store.TellAsync("later", "1");

        Assert.Equal(["changed=2", "gone=", "later=1", "new=1"], _told.Order(StringComparer.Ordinal));
        Assert.Empty(old.Handlers);
        Assert.False(subscription.Ended.IsCompleted);
        Assert.True(await _engine.UnsubscribeAsync("store", subscription.Id, CancellationToken));
        Assert.Empty(store.Handlers);
    }

    [Fact]
    public async Task Subscription_ends_with_its_component_and_says_why()
    {
        var removed = _registry.Put(ComponentKind.Configuration, "store", new FakeConfigurationStore());
        var subscription = await SubscribeAsync("store");

        await _engine.ComponentChangedAsync(removed, null, CancellationToken);

        Assert.Equal("the component is gone", await subscription.Ended.WaitAsync(Patience, CancellationToken));
        Assert.False(await _engine.UnsubscribeAsync("store", subscription.Id, CancellationToken));
    }

    [Fact]
    public async Task Subscription_ends_when_the_new_component_refuses_it()
    {
        var removed = _registry.Put(ComponentKind.Configuration, "store", new FakeConfigurationStore());
        var subscription = await SubscribeAsync("store");

        await _engine.ComponentChangedAsync(
            removed, _registry.Put(ComponentKind.Configuration, "store", new FakeConfigurationStore { Fails = true }), CancellationToken);

        Assert.Equal("it failed", await subscription.Ended.WaitAsync(Patience, CancellationToken));
    }

    [Fact]
    public async Task Listener_may_end_its_subscription_while_the_component_moves()
    {
        var removed = _registry.Put(ComponentKind.Configuration, "store", new FakeConfigurationStore());
        var subscription = await _engine.SubscribeAsync(
            "store", [], NoMetadata, async (id, _, token) => Assert.True(await _engine.UnsubscribeAsync("store", id, token)), CancellationToken);
        var added = _registry.Put(ComponentKind.Configuration, "store", new FakeConfigurationStore { Items = { ["a"] = new() { Value = "1" } } });

        await _engine.ComponentChangedAsync(removed, added, CancellationToken).AsTask().WaitAsync(Patience, CancellationToken);

        Assert.True(subscription.Ended.IsCompleted);
    }

    [Fact]
    public async Task Stop_ends_all_subscriptions()
    {
        var store = new FakeConfigurationStore();
        _registry.Put(ComponentKind.Configuration, "store", store);
        var subscriptions = new[] { await SubscribeAsync("store"), await SubscribeAsync("store") };

        await _engine.StopAsync(CancellationToken);

        Assert.All(subscriptions, subscription => Assert.True(subscription.Ended.IsCompletedSuccessfully));
        Assert.Empty(store.Handlers);
    }

    [Fact]
    public async Task Errors_are_Daprs()
    {
        var none = await Assert.ThrowsAsync<ApiException>(async () => await _engine.GetAsync("store", [], NoMetadata, CancellationToken));
        _registry.Put(ComponentKind.Configuration, "store", new FakeConfigurationStore { Fails = true });
        var missing = await Assert.ThrowsAsync<ApiException>(async () => await _engine.GetAsync("other", [], NoMetadata, CancellationToken));
        var get = await Assert.ThrowsAsync<ApiException>(async () => await _engine.GetAsync("store", ["a", "b"], NoMetadata, CancellationToken));
        var subscribe = await Assert.ThrowsAsync<ApiException>(() => SubscribeAsync("store"));

        Assert.Equal(("ERR_CONFIGURATION_STORE_NOT_CONFIGURED", ErrorKind.FailedPrecondition), (none.Code.Name, none.Kind));
        Assert.Equal(("ERR_CONFIGURATION_STORE_NOT_FOUND", ErrorKind.InvalidArgument), (missing.Code.Name, missing.Kind));
        Assert.Equal(("ERR_CONFIGURATION_GET", "failed to get [a b] from Configuration store store: it failed"), (get.Code.Name, get.Message));
        Assert.Equal(("ERR_CONFIGURATION_SUBSCRIBE", "failed to subscribe [] from Configuration store store: it failed"), (subscribe.Code.Name, subscribe.Message));
    }

    private async Task<ConfigurationSubscription> SubscribeAsync(string store)
        => await _engine.SubscribeAsync(store, [], NoMetadata, Tell, CancellationToken);

    private ValueTask Tell(string id, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        _told.AddRange(items.Select(item => $"{item.Key}={item.Value.Value}"));
        return ValueTask.CompletedTask;
    }
}
