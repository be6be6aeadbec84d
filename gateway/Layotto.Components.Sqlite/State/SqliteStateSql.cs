namespace Layotto.Components.Sqlite.State;

/// <summary>
/// The statements on the table of values. Names of tables are checked and quoted, because they can't be parameters; everything else
/// is one. The table is that of Dapr's SQLite state store, so either can open the file of the other.
/// </summary>
internal sealed class SqliteStateSql
{
    private const string Assignments =
        "value = excluded.value, is_binary = excluded.is_binary, etag = excluded.etag, "
            + "expiration_time = excluded.expiration_time, update_time = excluded.update_time";

    public SqliteStateSql(string tableName, string metadataTableName)
    {
        var table = Table = $"\"{tableName}\"";
        var metadata = $"\"{metadataTableName}\"";

        CreateTable =
            $"CREATE TABLE IF NOT EXISTS {table} (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, is_binary BOOLEAN NOT NULL, "
            + "etag TEXT NOT NULL, expiration_time TIMESTAMP DEFAULT NULL, update_time TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";
        CreateMetadataTable = $"CREATE TABLE IF NOT EXISTS {metadata} (key text NOT NULL PRIMARY KEY, value text NOT NULL)";
        GetMigrationLevel = $"SELECT value FROM {metadata} WHERE key = 'migrations'";
        SetMigrationLevel = $"REPLACE INTO {metadata} (key, value) VALUES ('migrations', ?1)";

        Get = $"SELECT value, is_binary, etag, expiration_time FROM {table} WHERE key = ?1 AND {Lives("?2")}";

        // An upsert keeps the rowid where REPLACE would give a new one, and a listing in pages goes by it.
        var insert =
            $"INSERT INTO {table} (key, value, is_binary, etag, expiration_time, update_time) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
            + $"ON CONFLICT (key) DO UPDATE SET {Assignments}";
        Upsert = insert;
        InsertFirst = $"{insert} WHERE {table}.expiration_time IS NOT NULL AND {table}.expiration_time <= ?6";
        UpdateIfETag =
            $"UPDATE {table} SET value = ?2, is_binary = ?3, etag = ?4, expiration_time = ?5, update_time = ?6 "
            + $"WHERE key = ?1 AND etag = ?7 AND {Lives("?6")}";
        Delete = $"DELETE FROM {table} WHERE key = ?1";
        DeleteIfETag = $"DELETE FROM {table} WHERE key = ?1 AND etag = ?2 AND {Lives("?3")}";

        ListKeys = $"SELECT key, rowid FROM {table} WHERE key GLOB ?1 AND rowid > ?2 AND {Lives("?3")} ORDER BY rowid LIMIT ?4";

        BeginCleanup =
            $"INSERT INTO {metadata} (key, value) VALUES ('last-cleanup', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1 "
            + "WHERE (unixepoch(?1) - unixepoch(value)) * 1000 > ?2 OR unixepoch(value) IS NULL";
        DeleteExpired =
            $"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE rowid > ?1 AND expiration_time IS NOT NULL "
            + "AND expiration_time <= ?2 ORDER BY rowid LIMIT ?3) RETURNING rowid";
    }

    /// <summary>The table of values, quoted.</summary>
    public string Table { get; }

    public string CreateTable { get; }

    public string CreateMetadataTable { get; }

    public string GetMigrationLevel { get; }

    public string SetMigrationLevel { get; }

    public string Get { get; }

    public string Upsert { get; }

    /// <summary>Writes a key that has no value, or an expired one; changes no row when it has one.</summary>
    public string InsertFirst { get; }

    public string UpdateIfETag { get; }

    public string Delete { get; }

    public string DeleteIfETag { get; }

    public string ListKeys { get; }

    /// <summary>Records that a cleanup begins; changes no row when one has begun lately, in this process or in another.</summary>
    public string BeginCleanup { get; }

    public string DeleteExpired { get; }

    /// <summary>The condition that a row hasn't expired at the time that a parameter gives.</summary>
    public static string Lives(string now) => $"(expiration_time IS NULL OR expiration_time > {now})";
}
