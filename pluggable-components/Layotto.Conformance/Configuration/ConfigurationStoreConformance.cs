using Layotto.Components.Configuration;

namespace Layotto.Conformance.Configuration;

/// <summary>What every configuration store must do: the cases of Dapr's conformance tests, and what those leave out.</summary>
public static class ConfigurationStoreConformance
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>The suite.</summary>
    public static ConformanceSuite<ConfigurationStoreSubject> Suite { get; } = new(
        "configuration",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Store.PingAsync(cancellationToken)),
            new("items are read by their keys", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"), ("b", "2"), ("c", ""));
                await ExpectAsync(subject, ["a", "c"], cancellationToken, ("a", "1"), ("c", ""));
            }),
            new("all items are read without keys", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"), ("b", "2"));
                await ExpectAsync(subject, [], cancellationToken, ("a", "1"), ("b", "2"));
            }),
            new("an item that isn't there is left out", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"));
                await ExpectAsync(subject, ["a", "missing"], cancellationToken, ("a", "1"));
                await ExpectAsync(subject, ["missing"], cancellationToken);
            }),
            new("versions and metadata are read", async (subject, cancellationToken) =>
            {
                var item = new ConfigurationItem { Value = "1", Version = "7", Metadata = new Dictionary<string, string> { ["owner"] = "us" } };
                await subject.WriteAsync(new Dictionary<string, ConfigurationItem> { ["a"] = item }, cancellationToken);
                var items = await subject.Store.GetAsync(["a"], NoMetadata, cancellationToken);
                Expect.Equal(item, items["a"], "the item a");
            }) { Needs = [ConfigurationAbilities.VersionsAndMetadata] },
            new("changed, new and deleted items are told", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("changed", "1"), ("same", "1"), ("deleted", "1"));
                var told = new ToldItems();
                await using var subscription = await subject.Store.SubscribeAsync([], NoMetadata, told.TellAsync, cancellationToken);
                await WriteAsync(subject, cancellationToken, ("changed", "2"), ("same", "1"), ("new", "1"));
                await told.WaitForAsync(
                    items => items.Count == 3 && Is(items, "changed", "2") && Is(items, "new", "1") && items["deleted"] == ConfigurationItem.Deleted,
                    cancellationToken);
            }),
            new("a change of the version alone is told", async (subject, cancellationToken) =>
            {
                await subject.WriteAsync(new Dictionary<string, ConfigurationItem> { ["a"] = new() { Value = "1", Version = "1" } }, cancellationToken);
                var told = new ToldItems();
                await using var subscription = await subject.Store.SubscribeAsync(["a"], NoMetadata, told.TellAsync, cancellationToken);
                await subject.WriteAsync(new Dictionary<string, ConfigurationItem> { ["a"] = new() { Value = "1", Version = "2" } }, cancellationToken);
                await told.WaitForAsync(items => items.TryGetValue("a", out var item) && item.Version == "2", cancellationToken);
            }) { Needs = [ConfigurationAbilities.VersionsAndMetadata] },
            new("a subscription to keys is told of no others", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"), ("b", "1"));
                var (some, all) = (new ToldItems(), new ToldItems());
                await using var one = await subject.Store.SubscribeAsync(["a", "later"], NoMetadata, some.TellAsync, cancellationToken);
                await using var two = await subject.Store.SubscribeAsync([], NoMetadata, all.TellAsync, cancellationToken);
                await WriteAsync(subject, cancellationToken, ("a", "1"), ("b", "2"));
                await all.WaitForAsync(items => Is(items, "b", "2"), cancellationToken);
                await WriteAsync(subject, cancellationToken, ("a", "2"), ("b", "2"), ("later", "1"));
                await some.WaitForAsync(items => items.Count == 2 && Is(items, "a", "2") && Is(items, "later", "1"), cancellationToken);
            }),
            new("a subscription that has ended is told of nothing", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"));
                var (ended, other) = (new ToldItems(), new ToldItems());
                var subscription = await subject.Store.SubscribeAsync([], NoMetadata, ended.TellAsync, cancellationToken);
                await using var lasting = await subject.Store.SubscribeAsync([], NoMetadata, other.TellAsync, cancellationToken);
                await subscription.DisposeAsync();
                await WriteAsync(subject, cancellationToken, ("a", "2"));
                await other.WaitForAsync(items => Is(items, "a", "2"), cancellationToken);
                Expect.Equal(0, ended.Count, "the number of items that the ended subscription was told of");
            }),
            new("of many changes in quick succession the last state is told", async (subject, cancellationToken) =>
            {
                const int many = 50;
                await WriteAsync(subject, cancellationToken, ("a", "0"));
                var told = new ToldItems();
                await using var subscription = await subject.Store.SubscribeAsync(["a"], NoMetadata, told.TellAsync, cancellationToken);
                for (var number = 1; number <= many; number++)
                    await WriteAsync(subject, cancellationToken, ("a", $"{number}"));
                await told.WaitForAsync(items => Is(items, "a", $"{many}"), cancellationToken);
            }),
            new("many subscribers are each told", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"));
                var told = Enumerable.Range(0, 10).Select(_ => new ToldItems()).ToList();
                var subscriptions = new List<IAsyncDisposable>();
                foreach (var one in told)
                    subscriptions.Add(await subject.Store.SubscribeAsync(["a"], NoMetadata, one.TellAsync, cancellationToken));
                await WriteAsync(subject, cancellationToken, ("a", "2"));
                foreach (var one in told)
                    await one.WaitForAsync(items => Is(items, "a", "2"), cancellationToken);
                foreach (var subscription in subscriptions)
                    await subscription.DisposeAsync();
            }),
            new("a subscriber that comes again is told of what changes from then on", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"));
                await using (await subject.Store.SubscribeAsync(["a"], NoMetadata, new ToldItems().TellAsync, cancellationToken))
                {
                    await WriteAsync(subject, cancellationToken, ("a", "2"));
                }

                var told = new ToldItems();
                await using var again = await subject.Store.SubscribeAsync(["a"], NoMetadata, told.TellAsync, cancellationToken);
                await WriteAsync(subject, cancellationToken, ("a", "3"));
                await told.WaitForAsync(items => Is(items, "a", "3"), cancellationToken);
            }),
            new("a subscriber that fails is told of the next change", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"));
                var told = new ToldItems();
                var isFirst = true;
                await using var subscription = await subject.Store.SubscribeAsync(["a"], NoMetadata, FailFirstAsync, cancellationToken);
                await WriteAsync(subject, cancellationToken, ("a", "2"));
                await told.WaitForAsync(items => Is(items, "a", "2"), cancellationToken);
                await WriteAsync(subject, cancellationToken, ("a", "3"));
                await told.WaitForAsync(items => Is(items, "a", "3"), cancellationToken);

                async ValueTask FailFirstAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken token)
                {
                    await told.TellAsync(items, token);
                    if (!isFirst)
                        return;
                    isFirst = false;
                    throw new InvalidOperationException("this subscriber fails the first time");
                }
            }),
            new("a subscriber that never ends holds up no other, nor the end", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"));
                var (began, told) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new ToldItems());
                var stuck = await subject.Store.SubscribeAsync([], NoMetadata, HangAsync, cancellationToken);
                await using var other = await subject.Store.SubscribeAsync([], NoMetadata, told.TellAsync, cancellationToken);
                await WriteAsync(subject, cancellationToken, ("a", "2"));
                await began.Task.WaitAsync(cancellationToken);
                await told.WaitForAsync(items => Is(items, "a", "2"), cancellationToken);
                await stuck.DisposeAsync().AsTask().WaitAsync(cancellationToken);

                async ValueTask HangAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken token)
                {
                    began.TrySetResult();
                    await Task.Delay(Timeout.Infinite, token);
                }
            }),
        ]);

    private static Task WriteAsync(ConfigurationStoreSubject subject, CancellationToken cancellationToken, params (string Key, string Value)[] items)
        => subject.WriteAsync(items.ToDictionary(item => item.Key, item => new ConfigurationItem { Value = item.Value }), cancellationToken);

    private static async Task ExpectAsync(
        ConfigurationStoreSubject subject, string[] keys, CancellationToken cancellationToken, params (string Key, string Value)[] expected)
    {
        var items = await subject.Store.GetAsync(keys, NoMetadata, cancellationToken);
        Expect.SameElements(expected.Select(item => $"{item.Key}={item.Value}"), items.Select(item => $"{item.Key}={item.Value.Value}"), "the items");
    }

    private static bool Is(IReadOnlyDictionary<string, ConfigurationItem> items, string key, string value)
        => items.TryGetValue(key, out var item) && item.Value == value;
}
