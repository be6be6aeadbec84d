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
            new("known items are read by their keys, and among all", async (subject, cancellationToken) =>
            {
                var known = await KnowAsync(subject, cancellationToken);
                var some = await subject.Store.GetAsync([.. known.Keys], NoMetadata, cancellationToken);
                Expect.Equal(known.Count, some.Count, "the number of items");
                var all = await subject.Store.GetAsync([], NoMetadata, cancellationToken);
                foreach (var (key, value) in known)
                {
                    Expect.True(Is(some, key, value), $"the item {key} should be \"{value}\" when it is asked for");
                    Expect.True(Is(all, key, value), $"the item {key} should be \"{value}\" among all");
                }
            }) { Obstacle = NothingKnown },
            new("a key that nobody has used is left out", async (subject, cancellationToken) =>
            {
                var known = await KnowAsync(subject, cancellationToken);
                var items = await subject.Store.GetAsync([$"conformance-{Guid.NewGuid():N}", .. known.Keys], NoMetadata, cancellationToken);
                Expect.Equal(known.Count, items.Count, "the number of items");
            }),
            new("a subscription to a key that nobody has used stands, and tells nothing", async (subject, cancellationToken) =>
            {
                var told = new ToldItems();
                for (var time = 0; time < 3; time++)
                {
                    await using var subscription = await subject.Store.SubscribeAsync([$"conformance-{Guid.NewGuid():N}"], NoMetadata, told.TellAsync, cancellationToken);
                }

                Expect.Equal(0, told.Count, "the number of items that were told");
            }),
            new("many reads at once answer what one does", async (subject, cancellationToken) =>
            {
                var known = await KnowAsync(subject, cancellationToken);
                await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
                    async () =>
                    {
                        var items = await subject.Store.GetAsync([.. known.Keys], NoMetadata, cancellationToken);
                        Expect.True(known.All(item => Is(items, item.Key, item.Value)), "each of 50 reads should have all items as they were written");
                    },
                    cancellationToken)));
            }) { Obstacle = NothingKnown },
            new("a cancelled read is not carried out", async (subject, _) =>
            {
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(
                    async () => await subject.Store.GetAsync(["conformance"], NoMetadata, cancelled.Token), "a read that is cancelled beforehand");
            }),
            new("items are read by their keys", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"), ("b", "2"), ("c", ""));
                await ExpectAsync(subject, ["a", "c"], cancellationToken, ("a", "1"), ("c", ""));
            }) { Obstacle = NobodyWrites },
            new("all items are read without keys", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"), ("b", "2"));
                await ExpectAsync(subject, [], cancellationToken, ("a", "1"), ("b", "2"));
            }) { Obstacle = NobodyWrites },
            new("an item that isn't there is left out", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("a", "1"));
                await ExpectAsync(subject, ["a", "missing"], cancellationToken, ("a", "1"));
                await ExpectAsync(subject, ["missing"], cancellationToken);
            }) { Obstacle = NobodyWrites },
            new("versions and metadata are read", async (subject, cancellationToken) =>
            {
                var item = new ConfigurationItem { Value = "1", Version = "7", Metadata = new Dictionary<string, string> { ["owner"] = "us" } };
                await subject.WriteAsync!(new Dictionary<string, ConfigurationItem> { ["a"] = item }, cancellationToken);
                var items = await subject.Store.GetAsync(["a"], NoMetadata, cancellationToken);
                Expect.Equal(item, items["a"], "the item a");
            }) { Needs = [ConfigurationAbilities.VersionsAndMetadata], Obstacle = NobodyWrites },
            new("changed, new and deleted items are told", async (subject, cancellationToken) =>
            {
                await WriteAsync(subject, cancellationToken, ("changed", "1"), ("same", "1"), ("deleted", "1"));
                var told = new ToldItems();
                await using var subscription = await subject.Store.SubscribeAsync([], NoMetadata, told.TellAsync, cancellationToken);
                await WriteAsync(subject, cancellationToken, ("changed", "2"), ("same", "1"), ("new", "1"));
                await told.WaitForAsync(
                    items => items.Count == 3 && Is(items, "changed", "2") && Is(items, "new", "1") && items["deleted"] == ConfigurationItem.Deleted,
                    cancellationToken);
            }) { Obstacle = NobodyWrites },
            new("a change of the version alone is told", async (subject, cancellationToken) =>
            {
                await subject.WriteAsync!(new Dictionary<string, ConfigurationItem> { ["a"] = new() { Value = "1", Version = "1" } }, cancellationToken);
                var told = new ToldItems();
                await using var subscription = await subject.Store.SubscribeAsync(["a"], NoMetadata, told.TellAsync, cancellationToken);
                await subject.WriteAsync!(new Dictionary<string, ConfigurationItem> { ["a"] = new() { Value = "1", Version = "2" } }, cancellationToken);
                await told.WaitForAsync(items => items.TryGetValue("a", out var item) && item.Version == "2", cancellationToken);
            }) { Needs = [ConfigurationAbilities.VersionsAndMetadata], Obstacle = NobodyWrites },
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
            }) { Obstacle = NobodyWrites },
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
            }) { Obstacle = NobodyWrites },
            new("of many changes in quick succession the last state is told", async (subject, cancellationToken) =>
            {
                const int many = 50;
                await WriteAsync(subject, cancellationToken, ("a", "0"));
                var told = new ToldItems();
                await using var subscription = await subject.Store.SubscribeAsync(["a"], NoMetadata, told.TellAsync, cancellationToken);
                for (var number = 1; number <= many; number++)
                    await WriteAsync(subject, cancellationToken, ("a", $"{number}"));
                await told.WaitForAsync(items => Is(items, "a", $"{many}"), cancellationToken);
            }) { Obstacle = NobodyWrites },
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
            }) { Obstacle = NobodyWrites },
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
            }) { Obstacle = NobodyWrites },
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
            }) { Obstacle = NobodyWrites },
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
            }) { Obstacle = NobodyWrites },
        ]);

    private static string? NobodyWrites(ConfigurationStoreSubject subject) => subject.WriteAsync is null ? "needs somebody who changes the store's items" : null;

    private static string? NothingKnown(ConfigurationStoreSubject subject)
        => subject is { WriteAsync: null, Expected.Count: 0 } ? "needs to be told of an item that the store holds" : null;

    private static async Task<IReadOnlyDictionary<string, string>> KnowAsync(ConfigurationStoreSubject subject, CancellationToken cancellationToken)
    {
        if (subject.WriteAsync is null)
            return subject.Expected;
        await WriteAsync(subject, cancellationToken, ("a", "1"), ("b", ""));
        return new Dictionary<string, string> { ["a"] = "1", ["b"] = "" };
    }

    private static Task WriteAsync(ConfigurationStoreSubject subject, CancellationToken cancellationToken, params (string Key, string Value)[] items)
        => subject.WriteAsync!(items.ToDictionary(item => item.Key, item => new ConfigurationItem { Value = item.Value }), cancellationToken);

    private static async Task ExpectAsync(
        ConfigurationStoreSubject subject, string[] keys, CancellationToken cancellationToken, params (string Key, string Value)[] expected)
    {
        var items = await subject.Store.GetAsync(keys, NoMetadata, cancellationToken);
        Expect.SameElements(expected.Select(item => $"{item.Key}={item.Value}"), items.Select(item => $"{item.Key}={item.Value.Value}"), "the items");
    }

    private static bool Is(IReadOnlyDictionary<string, ConfigurationItem> items, string key, string value)
        => items.TryGetValue(key, out var item) && item.Value == value;
}
