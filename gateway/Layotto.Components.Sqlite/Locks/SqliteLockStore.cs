using Layotto.Components.Locks;
using Layotto.Components.Sqlite.Connections;
using Layotto.Components.Sqlite.Work;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Layotto.Components.Sqlite.Locks;

/// <summary>
/// <c>lock.sqlite</c>: locks in a SQLite database. Sidecars of one machine that name the same file share them, and they outlast the
/// processes: a lock that was granted is on the disk. Expiries go by the machine's clock.
/// </summary>
public sealed class SqliteLockStore : ILockStore
{
    // A lock that is taken clears away this many that have expired, so that the table doesn't grow with resources locked once.
    private const int SweptAtOnce = 2;

    private TimeProvider _timeProvider = TimeProvider.System;
    private SqliteConnections? _initializedConnections;
    private string _take = "";
    private string _sweep = "";
    private string _find = "";
    private string _release = "";

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    private SqliteConnections Connections
        => _initializedConnections ?? throw new InvalidOperationException("The component has to be initialised before it is used.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var settings = SqliteLockSettings.Read(context.Metadata);
        foreach (var warning in settings.Database.Location.Warnings)
            context.Logger.LogWarning("Component {Component}: {Warning}", context.Name, warning);
        _timeProvider = context.TimeProvider;
        var table = $"\"{settings.TableName}\"";
        _take = $"INSERT INTO {table} (resource, owner, expires) VALUES (?1, ?2, ?3) "
            + $"ON CONFLICT (resource) DO UPDATE SET owner = excluded.owner, expires = excluded.expires WHERE {table}.expires <= ?4";
        _sweep = $"DELETE FROM {table} WHERE resource IN (SELECT resource FROM {table} WHERE expires <= ?1 ORDER BY expires LIMIT {SweptAtOnce})";
        _find = $"SELECT owner FROM {table} WHERE resource = ?1 AND expires > ?2";
        _release = $"DELETE FROM {table} WHERE resource = ?1 AND owner = ?2";
        _initializedConnections = new SqliteConnections(settings.Database, _timeProvider);
        await _initializedConnections.OpenAsync(database => Prepare(database, settings), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
        => await Connections.ReadAsync(database => Find(database, "", 0), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> TryLockAsync(string resource, string owner, TimeSpan expiry, CancellationToken cancellationToken)
        => await Connections.WriteCompoundAsync(
            (SqliteDatabase database, out bool isTaken) =>
            {
                var now = Now();
                using (var statement = database.Use(_take))
                    statement.Bind(1, resource).Bind(2, owner).Bind(3, now + (long)expiry.TotalMilliseconds).Bind(4, now).Execute();
                isTaken = database.Changes > 0;
                if (isTaken)
                {
                    using var statement = database.Use(_sweep);
                    statement.Bind(1, now).Execute();
                }

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<UnlockStatus> UnlockAsync(string resource, string owner, CancellationToken cancellationToken)
        => await Connections.WriteCompoundAsync(
            (SqliteDatabase database, out UnlockStatus status) =>
            {
                status = Find(database, resource, Now()) switch
                {
                    null => UnlockStatus.LockDoesNotExist,
                    var holder => holder == owner ? UnlockStatus.Success : UnlockStatus.LockBelongsToOthers,
                };
                if (status == UnlockStatus.Success)
                {
                    using var statement = database.Use(_release);
                    statement.Bind(1, resource).Bind(2, owner).Execute();
                }

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_initializedConnections is not null)
            await _initializedConnections.DisposeAsync();
    }

    private void Prepare(SqliteDatabase database, SqliteLockSettings settings)
    {
        try
        {
            database.Execute(
                $"CREATE TABLE IF NOT EXISTS \"{settings.TableName}\" "
                    + "(resource TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID");
            database.Execute($"CREATE INDEX IF NOT EXISTS \"{settings.TableName}_expires\" ON \"{settings.TableName}\" (expires)");
            Find(database, "", 0);
        }
        catch (SqliteException exception) when (exception.Code == raw.SQLITE_ERROR)
        {
            throw new ComponentException(
                $"The table {settings.TableName} of the SQLite database {settings.Database.Location.Path} isn't one of a lock store; set \"tableName\" to another name.",
                exception);
        }
    }

    private string? Find(SqliteDatabase database, string resource, long now)
    {
        using var row = database.Use(_find);
        return row.Bind(1, resource).Bind(2, now).Step() ? row.GetText(0) : null;
    }

    private long Now() => _timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
}
