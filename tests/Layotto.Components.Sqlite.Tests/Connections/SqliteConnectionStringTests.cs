using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Tests.Connections;

public sealed class SqliteConnectionStringTests
{
    [Theory]
    [InlineData("/data/state.db", "/data/state.db", "/data/state.db")]
    [InlineData("/data/a b#c%20.db", "/data/a b#c%20.db", "/data/a b#c%20.db")]
    [InlineData("/data/a b#c.db?cache=private", "file:/data/a%20b%23c.db?cache=private", "/data/a b#c.db")]
    [InlineData("/data/state.db?_txlock=immediate", "/data/state.db", "/data/state.db")]
    [InlineData("file:/data/state.db", "file:/data/state.db", "/data/state.db")]
    [InlineData("file:///data/a%20b.db?mode=rw", "file:///data/a%20b.db?mode=rw", "/data/a b.db")]
    [InlineData("file://localhost/data/state.db", "file://localhost/data/state.db", "/data/state.db")]
    [InlineData("FILE:/data/state.db#x", "FILE:/data/state.db#x", "/data/state.db")]
    public void File_is_named(string text, string fileName, string path)
    {
        var location = SqliteConnectionString.Parse(text);

        Assert.Equal(fileName, location.FileName);
        Assert.Equal(path, location.Path);
        Assert.False(location.IsInMemory);
        Assert.False(location.IsReadOnly);
        Assert.Empty(location.Warnings);
    }

    [Fact]
    public void Relative_path_is_shown_in_full()
        => Assert.Equal(Path.Combine(Environment.CurrentDirectory, "state.db"), SqliteConnectionString.Parse("file:state.db").Path);

    [Theory]
    [InlineData(":memory:")]
    [InlineData(":MEMORY:")]
    [InlineData("file::memory:")]
    [InlineData("file::memory:?cache=shared")]
    [InlineData("file:name?mode=memory&cache=shared")]
    public void Database_in_memory_is_told(string text)
    {
        var location = SqliteConnectionString.Parse(text);

        Assert.True(location.IsInMemory);
        Assert.Equal(":memory:", location.Path);
    }

    [Theory]
    [InlineData("file:/data/state.db?mode=ro")]
    [InlineData("/data/state.db?immutable=1")]
    public void Read_only_database_is_told(string text) => Assert.True(SqliteConnectionString.Parse(text).IsReadOnly);

    [Fact]
    public void Pragmas_are_read()
    {
        var location = SqliteConnectionString.Parse("state.db?_pragma=synchronous(normal)&_pragma=cache_size%28-4000%29&_pragma=mmap_size=1000&_pragma=optimize");

        Assert.Equal(
            ["PRAGMA synchronous = normal", "PRAGMA cache_size = -4000", "PRAGMA mmap_size = 1000", "PRAGMA optimize"],
            location.Pragmas.Select(pragma => pragma.ToSql()));
        Assert.Equal("state.db", location.FileName);
    }

    [Theory]
    [InlineData("_pragma=busy_timeout(5)", "found forbidden option '_pragma=busy_timeout'")]
    [InlineData("_pragma=BUSY_TIMEOUT=5", "busyTimeout")]
    [InlineData("_pragma=journal_mode(DELETE)", "disableWAL")]
    [InlineData("_pragma=foreign_keys(1)", "found forbidden option '_pragma=foreign_keys'")]
    [InlineData("_pragma=user_version(1);DROP TABLE state", "name(value)")]
    [InlineData("_pragma=x(1)--", "name(value)")]
    [InlineData("_pragma=", "name(value)")]
    [InlineData("_pragma=a b(1)", "name(value)")]
    public void Forbidden_pragma_is_refused(string parameter, string expected)
    {
        var exception = Assert.Throws<MetadataException>(() => SqliteConnectionString.Parse($"state.db?mode=rwc&{parameter}"));

        Assert.Equal("connectionString", Assert.Single(exception.Problems).Field);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state.db?_txlock=deferred", "_txlock=deferred")]
    [InlineData("state.db?_time_format=sqlite", "_time_format")]
    public void Parameter_without_effect_is_warned_of(string text, string expected)
        => Assert.Contains(expected, Assert.Single(SqliteConnectionString.Parse(text).Warnings), StringComparison.Ordinal);
}
