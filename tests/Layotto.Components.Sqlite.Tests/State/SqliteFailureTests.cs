using Layotto.Testing;

namespace Layotto.Components.Sqlite.Tests.State;

/// <summary>What can be wrong with a file: the error names it, and nothing is half written.</summary>
public sealed class SqliteFailureTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private string Path => _folder.File("state.db");

    [Theory]
    [InlineData("missing/state.db", "the folder")]
    [InlineData(".", "that is a folder")]
    [InlineData("nothing.db?mode=rw", "doesn't exist")]
    [InlineData("nothing.db?mode=ro", "doesn't exist")]
    public async Task Database_that_cannot_be_opened_is_refused(string name, string expected)
    {
        var exception = await Assert.ThrowsAnyAsync<ComponentException>(() => TestStore.OpenAsync(_folder.File(name)));

        Assert.Contains(_folder.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_and_left_alone()
    {
        var content = string.Concat(Enumerable.Repeat("This is a letter and no database. ", 100));
        _folder.Write("state.db", content);

        var exception = await Assert.ThrowsAnyAsync<ComponentException>(() => TestStore.OpenAsync(Path));

        Assert.Contains($"{Path} is no SQLite database", exception.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(Path, CancellationToken));
    }

    [Fact]
    public async Task Read_only_database_is_read_and_not_written()
    {
        await using (var writer = await TestStore.OpenAsync(Path, settings: ("disableWAL", "true")))
            await writer.SetAsync("key", "1");

        await using var store = await TestStore.OpenAsync($"{Path}?mode=ro");

        Assert.Equal("1", await store.GetAsync("key"));
        foreach (var write in new[] { () => store.SetAsync("key", "2"), () => store.DeleteAsync("key"), () => store.ExecuteAsync(TestStore.Request("key", "2")) })
            Assert.Contains("read-only", (await Assert.ThrowsAsync<ComponentException>(write)).Message, StringComparison.Ordinal);
        Assert.Equal("1", await store.GetAsync("key"));
    }

    [Fact]
    public async Task Full_database_refuses_writes_and_keeps_what_it_has()
    {
        await using var store = await TestStore.OpenAsync($"{Path}?_pragma=max_page_count(20)");
        var written = new List<string>();
        ComponentException? failure = null;
        for (var number = 0; failure is null; number++)
        {
            try
            {
                await store.SetAsync($"key{number}", new string('1', 4000));
                written.Add($"key{number}");
            }
            catch (ComponentException exception)
            {
                failure = exception;
            }
        }

        Assert.Contains($"{Path} can't grow", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(written);
        Assert.Equal(written, await store.ListAsync("%"));

        await store.DeleteAsync(written[0]);
        await store.SetAsync("small", "1");
        Assert.Equal("1", await store.GetAsync("small"));
    }

    [Fact]
    public async Task Transaction_that_does_not_fit_writes_nothing()
    {
        await using var store = await TestStore.OpenAsync($"{Path}?_pragma=max_page_count(20)");
        await store.SetAsync("small", "1");

        await Assert.ThrowsAnyAsync<ComponentException>(
            () => store.ExecuteAsync(TestStore.Request("small", "2"), TestStore.Request("large", new string('1', 200_000))));

        Assert.Equal("1", await store.GetAsync("small"));
        Assert.Null(await store.GetAsync("large"));
    }

    [Fact]
    public async Task Write_that_fails_leaves_those_that_share_its_transaction_alone()
    {
        await using var store = await TestStore.OpenAsync($"{Path}?_pragma=max_page_count(60)");
        var large = new string('1', 400_000);

        // While somebody else has the lock the writes pile up, so that the next transaction has most of them.
        var other = new TestDatabase(Path);
        other.Execute("BEGIN IMMEDIATE");
        var small = Enumerable.Range(0, 40).Select(number => store.SetAsync($"small{number}", "1")).ToList();
        var failing = Enumerable.Range(0, 5).Select(number => store.SetAsync($"large{number}", large)).ToList();
        var mismatching = Enumerable.Range(0, 5).Select(number => store.SetAsync($"small{number}", "2", etag: "no-such-etag")).ToList();
        var pairs = Enumerable.Range(0, 5).Select(number => store.ExecuteAsync(
            TestStore.Request($"left{number}", "1"), TestStore.Request($"right{number}", number % 2 == 0 ? "1" : large))).ToList();
        other.Execute("COMMIT");
        other.Dispose();

        await Task.WhenAll(small).WaitAsync(Deadline, CancellationToken);
        foreach (var write in failing)
            Assert.Contains("can't grow", (await Assert.ThrowsAnyAsync<ComponentException>(() => write)).Message, StringComparison.Ordinal);
        foreach (var write in mismatching)
            Assert.Contains("etag mismatch", (await Assert.ThrowsAnyAsync<ComponentException>(() => write)).Message, StringComparison.Ordinal);
        for (var number = 0; number < pairs.Count; number++)
        {
            var error = await Record.ExceptionAsync(() => pairs[number]);
            Assert.Equal(number % 2 == 0, error is null);
            Assert.Equal(number % 2 == 0 ? "1" : null, await store.GetAsync($"left{number}"));
        }

        Assert.Equal(40, (await store.ListAsync("small%")).Count);
        Assert.Empty(await store.ListAsync("large%"));
    }

    [Fact]
    public async Task Locked_database_is_read_and_refuses_writes_after_the_busy_timeout()
    {
        await using var store = await TestStore.OpenAsync(Path, settings: ("busyTimeout", "50ms"));
        await store.SetAsync("key", "1");
        using var other = new TestDatabase(Path);
        other.Execute("BEGIN IMMEDIATE");

        var errors = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Record.ExceptionAsync(() => store.SetAsync("key", "2")).AsTask()))
            .WaitAsync(Deadline, CancellationToken);

        Assert.All(errors, error => Assert.Contains($"{Path} is locked", Assert.IsType<ComponentException>(error, exactMatch: false).Message, StringComparison.Ordinal));
        Assert.Equal("1", await store.GetAsync("key"));
        other.Execute("COMMIT");
        await store.SetAsync("key", "3");
        Assert.Equal("3", await store.GetAsync("key"));
    }

    [Fact]
    public async Task Write_that_waits_longer_than_the_timeout_fails_and_is_not_carried_out_later()
    {
        var clock = new FakeTimeProvider();
        await using var store = await TestStore.OpenAsync(Path, clock, settings: [("busyTimeout", "60s"), ("timeout", "60s")]);
        using var other = new TestDatabase(Path);
        other.Execute("BEGIN IMMEDIATE");
        var first = store.SetAsync("first", "1");
        var second = store.SetAsync("second", "1");

        clock.Advance(TimeSpan.FromSeconds(61));

        var exception = await Assert.ThrowsAsync<ComponentException>(() => second);
        Assert.Contains("didn't answer within 1m", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ComponentException>(() => first);
        other.Execute("COMMIT");
        await store.SetAsync("third", "1");
        Assert.Null(await store.GetAsync("second"));
    }

    [Fact]
    public async Task Write_that_is_cancelled_while_it_waits_is_not_carried_out()
    {
        await using var store = await TestStore.OpenAsync(Path, settings: ("busyTimeout", "20s"));
        using var other = new TestDatabase(Path);
        other.Execute("BEGIN IMMEDIATE");
        var group = Enumerable.Range(0, 300).Select(number => store.SetAsync($"first{number}", "1")).ToList();
        using var cancellation = new CancellationTokenSource();
        var cancelled = store.SetAsync("cancelled", "1", cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        other.Execute("COMMIT");
        await Task.WhenAll(group).WaitAsync(Deadline, CancellationToken);
        Assert.Null(await store.GetAsync("cancelled"));
    }

    [Fact]
    public async Task Waiting_calls_take_no_threads_of_the_pool()
    {
        await using var store = await TestStore.OpenAsync(Path, settings: ("busyTimeout", "20s"));
        using var other = new TestDatabase(Path);
        other.Execute("BEGIN IMMEDIATE");
        var threads = ThreadPool.ThreadCount;

        var writes = Enumerable.Range(0, 1000).Select(number => store.SetAsync($"key{number}", "1")).ToList();

        Assert.Equal(7, await Task.Run(() => 7, CancellationToken).WaitAsync(Deadline, CancellationToken));
        Assert.InRange(ThreadPool.ThreadCount - threads, int.MinValue, 16);
        other.Execute("COMMIT");
        await Task.WhenAll(writes).WaitAsync(Deadline, CancellationToken);
        Assert.Equal(1000, (await store.ListAsync("key%")).Count);
    }

    [Fact]
    public async Task Store_that_is_closed_says_so()
    {
        var store = await TestStore.OpenAsync(Path);
        await store.DisposeAsync();

        Assert.Contains("closed", (await Assert.ThrowsAsync<ComponentException>(() => store.GetAsync("key"))).Message, StringComparison.Ordinal);
        Assert.Contains("closed", (await Assert.ThrowsAsync<ComponentException>(() => store.SetAsync("key", "1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_waits_for_writes_that_were_handed_over()
    {
        var store = await TestStore.OpenAsync(Path);
        var writes = Enumerable.Range(0, 200).Select(number => store.SetAsync($"key{number}", "1")).ToList();

        await store.DisposeAsync();
        await Task.WhenAll(writes).WaitAsync(Deadline, CancellationToken);

        await using var again = await TestStore.OpenAsync(Path);
        Assert.Equal(200, (await again.ListAsync("key%")).Count);
    }

    [Fact]
    public async Task Query_for_a_name_with_a_quote_is_refused()
    {
        await using var store = await TestStore.OpenAsync(Path);

        foreach (var query in new[] { """{"filter":{"EQ":{"a\"b":1}}}""", """{"sort":[{"key":"a\\b"}]}""" })
            Assert.Contains("a quote or a backslash", (await Assert.ThrowsAsync<ComponentException>(() => store.QueryAsync(query))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
