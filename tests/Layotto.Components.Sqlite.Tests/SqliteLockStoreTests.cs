using Layotto.Components.Locks;
using Layotto.Components.Sqlite.Locks;
using Layotto.Conformance;
using Layotto.Conformance.Locks;
using Layotto.Testing;

namespace Layotto.Components.Sqlite.Tests;

public sealed class SqliteLockStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> Cases => [.. LockStoreConformance.Suite.Cases.Select(one => one.Name)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var store = await OpenAsync();
        var subject = new LockStoreSubject
        {
            Store = store,
            AdvanceAsync = (time, _) =>
            {
                _clock.Advance(time);
                return Task.CompletedTask;
            },
        };

        var result = await LockStoreConformance.Suite[name].RunAsync(subject, CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task Stores_on_one_file_share_their_locks_and_locks_outlast_a_store()
    {
        await using var second = await OpenAsync();
        await using (var first = await OpenAsync())
        {
            Assert.True(await first.TryLockAsync("resource", "first", TimeSpan.FromMinutes(1), CancellationToken));
            Assert.False(await second.TryLockAsync("resource", "second", TimeSpan.FromMinutes(1), CancellationToken));
        }

        await using var third = await OpenAsync();
        Assert.Equal(UnlockStatus.LockBelongsToOthers, await third.UnlockAsync("resource", "third", CancellationToken));
        Assert.Equal(UnlockStatus.Success, await third.UnlockAsync("resource", "first", CancellationToken));
        Assert.True(await second.TryLockAsync("resource", "second", TimeSpan.FromMinutes(1), CancellationToken));
    }

    [Fact]
    public async Task Expired_locks_are_cleared_away()
    {
        await using var store = await OpenAsync();
        for (var index = 0; index < 50; index++)
            Assert.True(await store.TryLockAsync($"resource-{index}", "owner", TimeSpan.FromSeconds(1), CancellationToken));
        _clock.Advance(TimeSpan.FromSeconds(2));
        for (var index = 0; index < 25; index++)
            Assert.True(await store.TryLockAsync("resource", $"owner-{index}", TimeSpan.FromMilliseconds(1), CancellationToken) || index > 0);
        for (var index = 0; index < 25; index++)
            Assert.True(await store.TryLockAsync($"new-{index}", "owner", TimeSpan.FromHours(1), CancellationToken));

        using var database = new TestDatabase(_folder.File("locks.db"));
        Assert.Empty(database.Query("SELECT resource FROM locks WHERE resource LIKE 'resource-%'"));
    }

    [Theory]
    [InlineData("tableName", "a b", "tableName")]
    [InlineData("tableName", "taken", "tableName")]
    [InlineData("connectionString", "file:locks.db?mode=ro", "read-only")]
    public async Task Wrong_setting_is_told(string key, string value, string expected)
    {
        using (var database = new TestDatabase(_folder.File("locks.db")))
            database.Execute("CREATE TABLE taken (something TEXT)");

        var exception = await Assert.ThrowsAnyAsync<ComponentException>(() => OpenAsync((key, value)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private async Task<SqliteLockStore> OpenAsync(params (string Key, string Value)[] settings)
    {
        var metadata = new Dictionary<string, string> { ["connectionString"] = _folder.File("locks.db") };
        foreach (var (key, value) in settings)
            metadata[key] = value;
        var store = new SqliteLockStore();
        try
        {
            await store.InitializeAsync(TestContexts.Create(metadata, _clock), CancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
