using Layotto.Components.Metadata;
using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Tests;

/// <summary>A connection of somebody else's to a database file.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly SqliteDatabase _database;

    public TestDatabase(string path)
        => _database = SqliteDatabase.Open(
            SqliteSettings.Read(new ComponentMetadata([new("connectionString", path)])), TimeProvider.System, isForWriting: true);

    public void Execute(string sql) => _database.Execute(sql);

    /// <summary>The rows of a query, the columns of each joined by bars.</summary>
    public List<string> Query(string sql, int columns = 1)
    {
        using var rows = _database.Prepare(sql);
        var result = new List<string>();
        while (rows.Step())
            result.Add(string.Join('|', Enumerable.Range(0, columns).Select(column => rows.IsNull(column) ? "NULL" : rows.GetText(column))));
        return result;
    }

    public void Dispose() => _database.Dispose();
}
