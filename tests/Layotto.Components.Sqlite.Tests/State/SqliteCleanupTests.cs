using Layotto.Components.State;
using Layotto.Testing;

namespace Layotto.Components.Sqlite.Tests.State;

public sealed class SqliteCleanupTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    private string Path => _folder.File("state.db");

    [Fact]
    public async Task Expired_rows_are_deleted_and_no_others()
    {
        await using var store = await TestStore.OpenAsync(Path, _clock, settings: ("cleanupInterval", "10s"));
        StateSetRequest[] brief = [.. Enumerable.Range(0, 2500).Select(number => TestStore.Request($"brief{number}", "1", ttl: "5"))];
        await store.Store.SetManyAsync(brief, TestContext.Current.CancellationToken);
        await store.SetAsync("lasting", "1");
        await store.SetAsync("later", "1", ttl: "60");

        await AdvanceAsync(store, TimeSpan.FromSeconds(10));

        using var file = new TestDatabase(Path);
        Assert.Equal(["lasting", "later"], file.Query("SELECT key FROM state ORDER BY key"));
        Assert.Equal(["2030-01-02 03:04:15.000"], file.Query("SELECT value FROM metadata WHERE key = 'last-cleanup'"));

        for (var turn = 0; turn < 6; turn++)
            await AdvanceAsync(store, TimeSpan.FromSeconds(10));
        Assert.Equal(["lasting"], file.Query("SELECT key FROM state ORDER BY key"));
    }

    [Fact]
    public async Task Cleanup_of_another_process_lately_is_enough()
    {
        await using var store = await TestStore.OpenAsync(Path, _clock, settings: ("cleanupInterval", "10s"));
        await store.SetAsync("brief", "1", ttl: "5");
        using var file = new TestDatabase(Path);
        file.Execute("INSERT INTO metadata VALUES ('last-cleanup', '2030-01-02 03:04:08')");

        await AdvanceAsync(store, TimeSpan.FromSeconds(10));
        Assert.Equal(["brief"], file.Query("SELECT key FROM state"));

        await AdvanceAsync(store, TimeSpan.FromSeconds(10));
        Assert.Empty(file.Query("SELECT key FROM state"));
    }

    [Fact]
    public async Task Cleanup_that_fails_is_logged_and_tried_again()
    {
        var logger = new RecordingLogger();
        await using var store = await TestStore.OpenAsync(Path, _clock, logger, ("cleanupInterval", "10s"), ("busyTimeout", "20ms"));
        await store.SetAsync("brief", "1", ttl: "5");
        using var file = new TestDatabase(Path);
        file.Execute("BEGIN IMMEDIATE");

        await AdvanceAsync(store, TimeSpan.FromSeconds(10));
        Assert.Contains(logger.Entries, entry => entry.Message.Contains("is locked", StringComparison.Ordinal));

        file.Execute("COMMIT");
        await AdvanceAsync(store, TimeSpan.FromSeconds(10));
        Assert.Empty(file.Query("SELECT key FROM state"));
    }

    [Fact]
    public async Task Without_an_interval_there_is_no_cleanup()
    {
        await using var store = await TestStore.OpenAsync(Path, _clock);

        Assert.Null(store.Store.Cleanup);
        Assert.Equal(0, _clock.TimerCount);
    }

    [Fact]
    public async Task Closing_stops_the_cleanup()
    {
        var store = await TestStore.OpenAsync(Path, _clock, settings: ("cleanupInterval", "10s"));
        Assert.Equal(1, _clock.TimerCount);

        await store.DisposeAsync();

        Assert.Equal(0, _clock.TimerCount);
    }

    public void Dispose() => _folder.Dispose();

    private async Task AdvanceAsync(TestStore store, TimeSpan time)
    {
        _clock.Advance(time);
        await store.Store.Cleanup!.Running.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }
}
