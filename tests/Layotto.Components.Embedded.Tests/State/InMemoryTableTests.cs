using Layotto.Components.Embedded.State;
using Layotto.Components.State;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.State;

public sealed class InMemoryTableTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryTable _table;

    public InMemoryTableTests() => _table = new InMemoryTable(_clock);

    [Fact]
    public void Expired_value_is_not_found_before_it_is_swept()
    {
        Write("key", ttl: "1");
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(_table.Find("key"));
        Assert.Empty(_table.List());
        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void Sweep_forgets_what_has_expired_and_nothing_else()
    {
        Write("lasting");
        Write("brief", ttl: "1");
        Write("later", ttl: "10");
        _clock.Advance(TimeSpan.FromSeconds(2));
        _table.Sweep();
        Assert.Equal(2, _table.Count);

        _clock.Advance(TimeSpan.FromSeconds(10));
        _table.Sweep();
        Assert.Equal(1, _table.Count);
        Assert.NotNull(_table.Find("lasting"));
    }

    [Fact]
    public void Sweep_leaves_a_value_that_was_renewed()
    {
        Write("key", ttl: "1");
        Write("key", ttl: "60");
        _clock.Advance(TimeSpan.FromSeconds(2));
        _table.Sweep();

        Assert.NotNull(_table.Find("key"));
    }

    [Fact]
    public void Deletion_within_a_transaction_leaves_nothing_behind()
    {
        Write("key");
        var error = _table.WriteAll(
        [
            InMemoryWrite.Delete("key", null, StateConcurrency.Unspecified),
            InMemoryWrite.Delete("missing", null, StateConcurrency.Unspecified),
        ]);

        Assert.Null(error);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Consistent_read_ends_while_commits_never_stop_coming()
    {
        var runs = 0;

        var found = _table.ReadConsistently(
            0,
            (table, _) =>
            {
                // A commit in the midst of each attempt; the last one holds the writers off, and would wait for itself here.
                if (++runs <= 4)
                    _table.WriteAll([Set("left"), Set("right")]);
                return (table.Find("left"), table.Find("right"));
            });

        Assert.Equal(5, runs);
        Assert.NotNull(found.Item1);
        Assert.NotNull(found.Item2);
    }

    private void Write(string key, string? ttl = null) => Assert.Null(_table.Write(Set(key, ttl)));

    private static InMemoryWrite Set(string key, string? ttl = null) => InMemoryWrite.Set(new StateSetRequest(
        key,
        "1"u8.ToArray(),
        null,
        StateConcurrency.Unspecified,
        StateConsistency.Unspecified,
        ttl is null ? StateValue.NoMetadata : new Dictionary<string, string> { ["ttlInSeconds"] = ttl }));
}
