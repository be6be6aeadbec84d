using Layotto.Testing;

namespace Layotto.Components.Sqlite.Tests.State;

/// <summary>The tables are those of Dapr's SQLite state store, in both directions.</summary>
public sealed class SqliteFileLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, 250, TimeSpan.Zero));

    private string Path => _folder.File("state.db");

    [Fact]
    public async Task Tables_have_the_columns_of_dapr()
    {
        await using (await TestStore.OpenAsync(Path))
        {
        }

        using var file = new TestDatabase(Path);
        Assert.Equal(
            [
                "key|TEXT|1|NULL|1", "value|TEXT|1|NULL|0", "is_binary|BOOLEAN|1|NULL|0", "etag|TEXT|1|NULL|0",
                "expiration_time|TIMESTAMP|0|NULL|0", "update_time|TIMESTAMP|1|CURRENT_TIMESTAMP|0",
            ],
            file.Query("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('state')", 5));
        Assert.Equal(
            ["key|TEXT|1|NULL|1", "value|TEXT|1|NULL|0"],
            file.Query("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('metadata')", 5));
        Assert.Equal(["migrations|1"], file.Query("SELECT key, value FROM metadata", 2));
    }

    [Fact]
    public async Task Rows_stand_as_dapr_writes_them()
    {
        await using (var store = await TestStore.OpenAsync(Path, _clock))
        {
            await store.SetAsync("json", """ {"a": 1} """);
            await store.SetAsync("text", "hello");
            await store.SetAsync("empty", "");
            await store.SetAsync("brief", "1", ttl: "10");
        }

        using var file = new TestDatabase(Path);
        Assert.Equal(
            [
                """json| {"a": 1} |0|NULL|2030-01-02 03:04:05.250""",
                "text|aGVsbG8=|1|NULL|2030-01-02 03:04:05.250",
                "empty||1|NULL|2030-01-02 03:04:05.250",
                "brief|1|0|2030-01-02 03:04:15.250|2030-01-02 03:04:05.250",
            ],
            file.Query("SELECT key, value, is_binary, expiration_time, update_time FROM state ORDER BY rowid", 5));
        Assert.Equal(["4"], file.Query("SELECT count(*) FROM state WHERE length(etag) = 36 AND typeof(value) = 'text'"));

        // What Dapr asks of a row, at its own times of whole seconds.
        Assert.Equal(["1"], file.Query("SELECT count(*) FROM state WHERE expiration_time > '2030-01-02 03:04:14'"));
        Assert.Equal(["1"], file.Query("SELECT count(*) FROM state WHERE expiration_time < '2030-01-02 03:04:16'"));
    }

    [Fact]
    public async Task File_of_dapr_opens()
    {
        using (var file = new TestDatabase(Path))
        {
            file.Execute("CREATE TABLE metadata (key text NOT NULL PRIMARY KEY, value text NOT NULL)");
            file.Execute("INSERT INTO metadata VALUES ('migrations', '1')");
            file.Execute(
                "CREATE TABLE state (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, is_binary BOOLEAN NOT NULL, etag TEXT NOT NULL, "
                    + "expiration_time TIMESTAMP DEFAULT NULL, update_time TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)");
            file.Execute(
                "INSERT INTO state (key, value, is_binary, etag, expiration_time) VALUES "
                    + "('app||json', '{\"a\":1}', 0, 'e1', NULL), ('app||bytes', 'AQID', 1, 'e2', NULL), "
                    + "('app||lives', '2', 0, 'e3', '2030-01-02 03:04:06'), ('app||expired', '3', 0, 'e4', '2030-01-02 03:04:05'), "
                    + "('app||broken', '{\"a\"', 0, 'e5', NULL), ('app||damaged', '***', 1, 'e6', NULL)");
        }

        await using var store = await TestStore.OpenAsync(Path, _clock);

        Assert.Equal("""{"a":1}""", await store.GetAsync("app||json"));
        Assert.Equal("\u0001\u0002\u0003", await store.GetAsync("app||bytes"));
        Assert.Equal("2", await store.GetAsync("app||lives"));
        Assert.Null(await store.GetAsync("app||expired"));
        Assert.Contains(
            "base64", (await Assert.ThrowsAsync<ComponentException>(() => store.GetAsync("app||damaged"))).Message, StringComparison.Ordinal);
        Assert.Equal("app||json app||lives", await store.QueryAsync("{}"));
        await store.SetAsync("app||json", "5", etag: "e1");
        Assert.Equal("5", await store.GetAsync("app||json"));
    }

    [Fact]
    public async Task Names_of_tables_can_be_chosen_even_if_they_are_words_of_sql()
    {
        await using (var store = await TestStore.OpenAsync(Path, settings: [("tableName", "order"), ("metadataTableName", "1group")]))
            await store.SetAsync("key", "1");

        using var file = new TestDatabase(Path);
        Assert.Equal(["1"], file.Query("SELECT count(*) FROM \"order\""));
        Assert.Equal(["migrations"], file.Query("SELECT key FROM \"1group\""));
    }

    [Fact]
    public async Task Table_of_somebody_else_is_refused()
    {
        using (var file = new TestDatabase(Path))
            file.Execute("CREATE TABLE state (id INTEGER)");

        var exception = await Assert.ThrowsAsync<ComponentException>(() => TestStore.OpenAsync(Path));

        Assert.Contains(Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("tableName", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migration_level_that_is_no_number_is_refused()
    {
        using (var file = new TestDatabase(Path))
        {
            file.Execute("CREATE TABLE metadata (key text NOT NULL PRIMARY KEY, value text NOT NULL)");
            file.Execute("INSERT INTO metadata VALUES ('migrations', 'x')");
        }

        var exception = await Assert.ThrowsAsync<ComponentException>(() => TestStore.OpenAsync(Path));

        Assert.Contains("migration level", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
