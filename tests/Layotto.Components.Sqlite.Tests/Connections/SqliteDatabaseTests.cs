using Layotto.Components.Metadata;
using Layotto.Components.Sqlite.Connections;
using Layotto.Testing;

namespace Layotto.Components.Sqlite.Tests.Connections;

public sealed class SqliteDatabaseTests : IDisposable
{
    private const string Endless = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT count(*) FROM numbers";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("", "false", "wal", "2")]
    [InlineData("", "true", "delete", "2")]
    [InlineData("?_pragma=synchronous(NORMAL)", "false", "wal", "1")]
    public void Connection_is_set_up_for_answered_writes_to_last(string parameters, string disableWal, string journal, string synchronous)
    {
        using var database = Open(_folder.File("state.db") + parameters, ("disableWAL", disableWal));

        Assert.Equal(journal, Scalar(database, "PRAGMA journal_mode"));
        Assert.Equal(synchronous, Scalar(database, "PRAGMA synchronous"));
    }

    [Fact]
    public void Overdue_statement_is_interrupted()
    {
        using var database = Open(":memory:");
        database.Limit(TimeProvider.System.GetTimestamp() - 1, CancellationToken.None);

        var exception = Assert.Throws<SqliteException>(() => Scalar(database, Endless));

        Assert.Contains("didn't finish within 20s", exception.Message, StringComparison.Ordinal);
        database.Limit(long.MaxValue, CancellationToken.None);
        Assert.Equal("1", Scalar(database, "SELECT 1"));
    }

    [Fact]
    public async Task Cancelled_statement_is_interrupted()
    {
        using var database = Open(":memory:");
        using var cancellation = new CancellationTokenSource();
        database.Limit(long.MaxValue, cancellation.Token);
        var running = Task.Run(() => Assert.Throws<SqliteException>(() => Scalar(database, Endless)), TestContext.Current.CancellationToken);

        await cancellation.CancelAsync();

        await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Database_in_another_encoding_is_refused()
    {
        var exception = Assert.Throws<ComponentException>(() => Open(_folder.File("state.db") + "?_pragma=encoding(UTF16le)"));

        Assert.Contains("isn't in UTF-8", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static SqliteDatabase Open(string connectionString, params (string Key, string Value)[] settings)
    {
        var metadata = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        metadata["connectionString"] = connectionString;
        return SqliteDatabase.Open(SqliteSettings.Read(new ComponentMetadata(metadata)), TimeProvider.System, isForWriting: true);
    }

    private static string Scalar(SqliteDatabase database, string sql)
    {
        using var row = database.Prepare(sql);
        Assert.True(row.Step());
        return row.GetText(0);
    }
}
