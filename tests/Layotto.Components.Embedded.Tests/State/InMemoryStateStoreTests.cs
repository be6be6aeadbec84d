using System.Text;
using Layotto.Components.Embedded.State;
using Layotto.Components.State;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.State;

public sealed class InMemoryStateStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryStateStore _store = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(TestContexts.Create(_clock), CancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Read_completes_at_once_with_the_object_that_was_stored()
    {
        await _store.SetAsync(Set("key", "1"), CancellationToken);

        var first = _store.GetAsync(Get("key"), CancellationToken).AsTask();
        var second = _store.GetAsync(Get("key"), CancellationToken).AsTask();

        Assert.True(first.IsCompletedSuccessfully);
        Assert.NotNull(await first);
        Assert.Same(await first, await second);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("60")]
    public async Task Read_allocates_nothing(string? ttl)
    {
        const int reads = 10_000;
        await _store.SetAsync(Set("key", "1", ttl: ttl), CancellationToken);
        var request = Get("key");
        Assert.Equal(reads, CountReads(request, reads));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = CountReads(request, reads);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(reads, found);
        Assert.InRange(allocated, 0, reads);
    }

    [Fact]
    public async Task Etag_is_a_new_uuid_with_every_write()
    {
        var etags = new HashSet<string>();
        for (var write = 0; write < 10; write++)
        {
            await _store.SetAsync(Set("key", "1"), CancellationToken);
            etags.Add((await _store.GetAsync(Get("key"), CancellationToken))!.ETag!);
        }

        Assert.Equal(10, etags.Count);
        Assert.All(etags, etag => Assert.True(Guid.TryParseExact(etag, "D", out _)));
    }

    [Fact]
    public async Task First_write_deletion_without_an_etag_fails_where_there_is_a_value()
    {
        await _store.SetAsync(Set("key", "1"), CancellationToken);
        var deletion = new StateDeleteRequest("key", null, StateConcurrency.FirstWrite, StateConsistency.Unspecified, StateValue.NoMetadata);

        await Assert.ThrowsAsync<StateETagException>(async () => await _store.DeleteAsync(deletion, CancellationToken));
        Assert.NotNull(await _store.GetAsync(Get("key"), CancellationToken));
        await _store.DeleteAsync(deletion with { Key = "missing" }, CancellationToken);
    }

    [Fact]
    public async Task Transaction_checks_etags_against_what_was_there_before_it()
    {
        await _store.SetAsync(Set("key", "1"), CancellationToken);
        var firstWrite = Set("key", "2") with { Concurrency = StateConcurrency.FirstWrite };

        await Assert.ThrowsAsync<StateETagException>(async () => await _store.ExecuteAsync(
            [StateTransactionOperation.Remove(Delete("key")), StateTransactionOperation.Upsert(firstWrite)], StateValue.NoMetadata, CancellationToken));

        Assert.Equal("1", await ReadAsync("key"));
    }

    [Fact]
    public async Task Transaction_is_visible_as_a_whole_to_single_reads()
    {
        await ExecuteAsync("left", "right", 0);
        using var done = new CancellationTokenSource();
        var writer = Task.Run(
            async () =>
            {
                for (var number = 1; number <= 20_000; number++)
                    await ExecuteAsync("left", "right", number);
                await done.CancelAsync();
            },
            CancellationToken);

        // What is read of the key written first can't be newer than what is read of the other one afterwards.
        var reader = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    var left = int.Parse(await ReadAsync("left"), null);
                    var right = int.Parse(await ReadAsync("right"), null);
                    Assert.True(right >= left, $"left was {left} and then right {right}");
                }
            },
            CancellationToken);

        await Task.WhenAll(writer, reader).WaitAsync(Deadline, CancellationToken);
    }

    [Fact]
    public async Task Transaction_that_deletes_and_writes_is_never_seen_between()
    {
        await _store.SetAsync(Set("key", "0"), CancellationToken);
        using var done = new CancellationTokenSource();
        var writer = Task.Run(
            async () =>
            {
                for (var number = 1; number <= 20_000; number++)
                {
                    await _store.ExecuteAsync(
                        [StateTransactionOperation.Remove(Delete("key")), StateTransactionOperation.Upsert(Set("key", $"{number}"))],
                        StateValue.NoMetadata,
                        CancellationToken);
                }

                await done.CancelAsync();
            },
            CancellationToken);
        var reader = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                    Assert.NotNull(await _store.GetAsync(Get("key"), CancellationToken));
            },
            CancellationToken);

        await Task.WhenAll(writer, reader).WaitAsync(Deadline, CancellationToken);
    }

    [Fact]
    public async Task Key_that_is_written_again_keeps_its_place_in_a_listing()
    {
        foreach (var key in new[] { "c", "a", "b", "c", "a" })
            await _store.SetAsync(Set(key, "1"), CancellationToken);

        var page = await _store.ListKeysAsync("%", null, null, CancellationToken);

        Assert.Equal(["c", "a", "b"], page.Keys);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    public async Task Page_size_below_one_is_refused(string size)
        => await Assert.ThrowsAsync<ComponentException>(
            async () => await _store.ListKeysAsync("%", int.Parse(size, null), null, CancellationToken));

    [Fact]
    public async Task Token_of_another_store_is_refused()
        => await Assert.ThrowsAsync<ComponentException>(async () => await _store.ListKeysAsync("%", 1, "abc", CancellationToken));

    [Fact]
    public async Task Bulk_write_says_for_each_key_what_was_wrong()
    {
        var errors = await _store.SetManyAsync(
            [Set("good", "1"), Set("bad", "1", ttl: "foo"), Set("", "1"), Set("fine", "1")], CancellationToken);

        Assert.Null(errors[0]);
        Assert.Contains("ttlInSeconds", errors[1]!.Message, StringComparison.Ordinal);
        Assert.Contains("key is empty", errors[2]!.Message, StringComparison.Ordinal);
        Assert.Null(errors[3]);
        Assert.Equal("1", await ReadAsync("fine"));
    }

    [Fact]
    public async Task Empty_key_is_refused()
    {
        await Assert.ThrowsAsync<ComponentException>(async () => await _store.SetAsync(Set("", "1"), CancellationToken));
        await Assert.ThrowsAsync<ComponentException>(async () => await _store.DeleteAsync(Delete(""), CancellationToken));
    }

    [Fact]
    public async Task Disposal_stops_the_sweep()
    {
        Assert.Equal(1, _clock.TimerCount);

        await _store.DisposeAsync();

        Assert.Equal(0, _clock.TimerCount);
    }

    private static StateGetRequest Get(string key) => new(key, StateConsistency.Unspecified, StateValue.NoMetadata);

    private static StateDeleteRequest Delete(string key)
        => new(key, null, StateConcurrency.Unspecified, StateConsistency.Unspecified, StateValue.NoMetadata);

    private static StateSetRequest Set(string key, string value, string? ttl = null)
        => new(
            key,
            Encoding.UTF8.GetBytes(value),
            null,
            StateConcurrency.Unspecified,
            StateConsistency.Unspecified,
            ttl is null ? StateValue.NoMetadata : new Dictionary<string, string> { ["ttlInSeconds"] = ttl });

    private int CountReads(StateGetRequest request, int reads)
    {
        var found = 0;
        for (var read = 0; read < reads; read++)
            found += IsThereAtOnce(_store.GetAsync(request, CancellationToken.None)) ? 1 : 0;
        return found;
    }

    private static bool IsThereAtOnce(ValueTask<StateValue?> value) => value.IsCompletedSuccessfully && value.Result is not null;

    private async Task<string> ReadAsync(string key)
        => Encoding.UTF8.GetString((await _store.GetAsync(Get(key), CancellationToken))!.Data.Span);

    private ValueTask ExecuteAsync(string first, string second, int number)
        => _store.ExecuteAsync(
            [StateTransactionOperation.Upsert(Set(first, $"{number}")), StateTransactionOperation.Upsert(Set(second, $"{number}"))],
            StateValue.NoMetadata,
            CancellationToken);
}
