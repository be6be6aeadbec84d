using System.Globalization;
using Layotto.Components.Sqlite.Connections;
using SQLitePCL;

namespace Layotto.Components.Sqlite.NameResolution;

/// <summary>
/// The table of the sidecars: what is done with it on a connection. It is that of Dapr's resolver, so either finds the other's
/// sidecars. As there, the namespace is left empty and doesn't count.
/// </summary>
internal sealed class SqliteHostTable
{
    /// <summary>The most sidecars of an app that are given.</summary>
    private const int MaxAddresses = 1000;

    private const int Level = 1;

    private readonly SqliteResolverSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly string _createMetadataTable;
    private readonly string _createTable;
    private readonly string _createAddressIndex;
    private readonly string _createUpdateIndex;
    private readonly string _getLevel;
    private readonly string _setLevel;
    private readonly string _register;
    private readonly string _registerAgain;
    private readonly string _renew;
    private readonly string _remove;
    private readonly string _find;
    private readonly string _beginCleanup;
    private readonly string _deleteOld;

    public SqliteHostTable(SqliteResolverSettings settings, TimeProvider timeProvider)
    {
        _settings = settings;
        _timeProvider = timeProvider;
        var name = settings.TableName;
        var table = $"\"{name}\"";
        var metadata = $"\"{settings.MetadataTableName}\"";
        const string columns = "(registration_id, address, app_id, namespace, last_update) VALUES (?1, ?2, ?3, '', ?4)";
        _createMetadataTable = $"CREATE TABLE IF NOT EXISTS {metadata} (key text NOT NULL PRIMARY KEY, value text NOT NULL)";
        _createTable = $"CREATE TABLE IF NOT EXISTS {table} (registration_id TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL, "
            + "app_id TEXT NOT NULL, namespace TEXT NOT NULL, last_update INTEGER NOT NULL)";
        _createAddressIndex = $"CREATE UNIQUE INDEX IF NOT EXISTS \"{name}_address_idx\" ON {table} (address)";
        _createUpdateIndex = $"CREATE INDEX IF NOT EXISTS \"{name}_last_update_idx\" ON {table} (last_update)";
        _getLevel = $"SELECT value FROM {metadata} WHERE key = 'nr-migrations'";
        _setLevel = $"REPLACE INTO {metadata} (key, value) VALUES ('nr-migrations', ?1)";

        // Whoever had the address before is gone: this process listens there now.
        _register = $"REPLACE INTO {table} {columns}";
        _registerAgain = $"INSERT INTO {table} {columns} ON CONFLICT (address) DO UPDATE SET registration_id = excluded.registration_id, "
            + "app_id = excluded.app_id, namespace = '', last_update = excluded.last_update "
            + $"WHERE ?4 - {table}.last_update >= ?5";
        _renew = $"UPDATE {table} SET last_update = ?3 WHERE registration_id = ?1 AND address = ?2";
        _remove = $"DELETE FROM {table} WHERE registration_id = ?1 AND address = ?2";
        _find = $"SELECT address FROM {table} WHERE app_id = ?1 AND ?2 - last_update < ?3 ORDER BY address LIMIT ?4";
        _beginCleanup = $"INSERT INTO {metadata} (key, value) VALUES ('nr-last-cleanup', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1 "
            + "WHERE (unixepoch(?1) - unixepoch(value)) * 1000 > ?2 OR unixepoch(value) IS NULL";
        _deleteOld = $"DELETE FROM {table} WHERE ?1 - last_update >= ?2";
    }

    private long UpdateSeconds => (long)_settings.UpdateInterval.TotalSeconds;

    /// <summary>Creates the tables where they are missing, and checks that the one of sidecars is what it should be.</summary>
    /// <exception cref="ComponentException">The tables can't be created, or are somebody else's.</exception>
    public void Prepare(SqliteDatabase database)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            database.Execute(_createMetadataTable);
            if (ReadLevel(database) < Level)
            {
                database.Execute(_createTable);
                database.Execute(_createAddressIndex);
                database.Execute(_createUpdateIndex);
                using var statement = database.Prepare(_setLevel);
                statement.Bind(1, Level.ToString(CultureInfo.InvariantCulture)).Execute();
            }

            database.Execute("COMMIT");
            using var check = database.Use(_find);
        }
        catch (SqliteException exception) when (exception.Code == raw.SQLITE_ERROR)
        {
            Undo(database);
            throw new ComponentException(
                $"The table {_settings.TableName} of the SQLite database {_settings.Database.Location.Path} isn't there, or isn't one of a name "
                    + "resolver; set \"tableName\" to another name.",
                exception);
        }
        catch
        {
            Undo(database);
            throw;
        }
    }

    public void Register(SqliteDatabase database, SqliteRegistration registration)
    {
        using var statement = database.Use(_register);
        Bind(statement, registration).Execute();
    }

    /// <summary>Renews a registration, and makes it anew where it has been deleted.</summary>
    /// <returns>Whether it holds; false when another process has registered the same address meanwhile.</returns>
    public bool Renew(SqliteDatabase database, SqliteRegistration registration)
    {
        using (var renewal = database.Use(_renew))
            renewal.Bind(1, registration.Id).Bind(2, registration.Address).Bind(3, Now()).Execute();
        if (database.Changes > 0)
            return true;
        using var statement = database.Use(_registerAgain);
        Bind(statement, registration).Bind(5, UpdateSeconds).Execute();
        return database.Changes > 0;
    }

    public int Remove(SqliteDatabase database, SqliteRegistration registration)
    {
        using var statement = database.Use(_remove);
        statement.Bind(1, registration.Id).Bind(2, registration.Address).Execute();
        return database.Changes;
    }

    /// <summary>The addresses of the sidecars of an app whose registrations hold.</summary>
    public IReadOnlyList<string> Find(SqliteDatabase database, string appId)
    {
        using var rows = database.Use(_find);
        rows.Bind(1, appId).Bind(2, Now()).Bind(3, UpdateSeconds).Bind(4, MaxAddresses);
        var addresses = new List<string>();
        while (rows.Step())
            addresses.Add(rows.GetText(0));
        return addresses;
    }

    /// <summary>Deletes the registrations that hold no more, unless another process has lately.</summary>
    /// <returns>How many.</returns>
    public int CleanUp(SqliteDatabase database)
    {
        using (var begin = database.Use(_beginCleanup))
        {
            // As in Dapr: a tenth of a second is allowed for, so that a timer a little early doesn't skip a turn.
            begin.Bind(1, _timeProvider.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))
                .Bind(2, (long)_settings.CleanupInterval.TotalMilliseconds - 100).Execute();
            if (database.Changes == 0)
                return 0;
        }

        using var statement = database.Use(_deleteOld);
        statement.Bind(1, Now()).Bind(2, UpdateSeconds).Execute();
        return database.Changes;
    }

    private static void Undo(SqliteDatabase database)
    {
        if (database.IsInTransaction)
            database.Execute("ROLLBACK");
    }

    private int ReadLevel(SqliteDatabase database)
    {
        using var row = database.Prepare(_getLevel);
        if (!row.Step())
            return 0;
        return int.TryParse(row.GetText(0), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            ? level
            : throw new ComponentException(
                $"The table {_settings.MetadataTableName} of the SQLite database {_settings.Database.Location.Path} has a migration level that is no "
                    + "number; set \"metadataTableName\" to another name, or repair the row \"nr-migrations\".");
    }

    private SqliteStatement Bind(SqliteStatement statement, SqliteRegistration registration)
        => statement.Bind(1, registration.Id).Bind(2, registration.Address).Bind(3, registration.AppId).Bind(4, Now());

    private long Now() => _timeProvider.GetUtcNow().ToUnixTimeSeconds();
}
