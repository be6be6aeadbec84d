using System.Globalization;
using Layotto.Components.Sqlite.Connections;
using Layotto.Components.State;

namespace Layotto.Components.Sqlite.State;

/// <summary>The table of values: what is done with it on a connection, by the thread that has the connection.</summary>
internal sealed class SqliteStateTable(SqliteStateSql sql, TimeProvider timeProvider)
{
    private const int ExpiredRowsAtOnce = 1000;

    public SqliteStateSql Sql => sql;

    public StateValue? Get(SqliteDatabase database, string key)
    {
        using var row = database.Use(sql.Get);
        if (!row.Bind(1, key).Bind(2, Now()).Step())
            return null;

        var metadata = StateValue.NoMetadata;
        if (!row.IsNull(3) && SqliteTime.TryParse(row.GetText(3), out var expiry))
            metadata = StateTimeToLive.Describe(expiry);
        return new StateValue
        {
            Data = SqliteStateValue.Decode(row.GetUtf8(0), row.GetInteger(1) != 0),
            ETag = row.GetText(2),
            Metadata = metadata,
        };
    }

    /// <summary>Reads several keys as they are at one moment.</summary>
    public StateBulkGetResult[] GetMany(SqliteDatabase database, string[] keys)
    {
        var results = new StateBulkGetResult[keys.Length];
        database.Execute("BEGIN");
        try
        {
            for (var index = 0; index < keys.Length; index++)
                results[index] = GetOne(database, keys[index]);
        }
        finally
        {
            database.Limit(long.MaxValue, CancellationToken.None);
            database.Execute("COMMIT");
        }

        return results;
    }

    /// <summary>Applies a write.</summary>
    /// <returns>Why it couldn't be applied, or null.</returns>
    public StateETagException? Apply(SqliteDatabase database, SqliteStateWrite write)
    {
        using var statement = write.Value is { } value ? PrepareSet(database, write, value) : PrepareDelete(database, write);
        statement.Execute();
        var mustChange = write.ETag is not null || (write.Value is not null && write.Concurrency == StateConcurrency.FirstWrite);
        return mustChange && database.Changes == 0 ? new StateETagException(StateETagError.Mismatch, write.Key) : null;
    }

    /// <summary>Applies several writes, each for itself; those that are null are passed over.</summary>
    /// <returns>For each, why it couldn't be applied, or null.</returns>
    public ComponentException?[] ApplyMany(SqliteDatabase database, SqliteStateWrite?[] writes)
    {
        var errors = new ComponentException?[writes.Length];
        for (var index = 0; index < writes.Length; index++)
        {
            try
            {
                errors[index] = writes[index] is { } write ? Apply(database, write) : null;
            }
            catch (SqliteException exception) when (database.IsInTransaction)
            {
                // The failed statement alone is undone; the ones before it stay.
                errors[index] = exception;
            }
        }

        return errors;
    }

    public StateKeyPage ListKeys(SqliteDatabase database, string glob, int? pageSize, long after)
    {
        // One row more than asked for tells whether there is another page.
        var limit = pageSize is { } size ? size + 1L : -1L;
        using var rows = database.Use(sql.ListKeys);
        rows.Bind(1, glob).Bind(2, after).Bind(3, Now()).Bind(4, limit);
        var keys = new List<string>();
        while (rows.Step())
        {
            if (keys.Count == pageSize)
                return new StateKeyPage(keys, after.ToString(CultureInfo.InvariantCulture));
            keys.Add(rows.GetText(0));
            after = rows.GetInteger(1);
        }

        return new StateKeyPage(keys, null);
    }

    /// <summary>Records the beginning of a cleanup.</summary>
    /// <returns>Whether it may go on: no other has begun since the interval.</returns>
    public bool BeginCleanup(SqliteDatabase database, TimeSpan interval)
    {
        using var statement = database.Use(sql.BeginCleanup);

        // As in Dapr: a tenth of a second is allowed for, so that a timer a little early doesn't skip a turn.
        statement.Bind(1, Now()).Bind(2, (long)interval.TotalMilliseconds - 100).Execute();
        return database.Changes > 0;
    }

    /// <summary>Deletes some of the expired rows, so that other writes get their turn between.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="after">The rowid to begin after.</param>
    /// <returns>How many were deleted, and the rowid to go on after; null when there are no more.</returns>
    public (int Deleted, long? Next) DeleteExpired(SqliteDatabase database, long after)
    {
        using var rows = database.Use(sql.DeleteExpired);
        rows.Bind(1, after).Bind(2, Now()).Bind(3, ExpiredRowsAtOnce);
        var deleted = 0;
        for (; rows.Step(); deleted++)
            after = Math.Max(after, rows.GetInteger(0));
        return (deleted, deleted == ExpiredRowsAtOnce ? after : null);
    }

    private StateBulkGetResult GetOne(SqliteDatabase database, string key)
    {
        try
        {
            return new StateBulkGetResult(key, Get(database, key));
        }
        catch (ComponentException exception) when (exception is not SqliteException)
        {
            return new StateBulkGetResult(key, null, exception);
        }
    }

    private SqliteStatement PrepareSet(SqliteDatabase database, SqliteStateWrite write, SqliteStateValue value)
    {
        var isFirst = write.Concurrency == StateConcurrency.FirstWrite;
        var statement = database.Use(write.ETag is not null ? sql.UpdateIfETag : isFirst ? sql.InsertFirst : sql.Upsert);
        statement
            .Bind(1, write.Key)
            .Bind(2, value.Text)
            .Bind(3, value.IsBinary ? 1 : 0)
            .Bind(4, Guid.NewGuid().ToString());
        if (write.TimeToLive is { } timeToLive)
            statement.Bind(5, SqliteTime.Format(timeProvider.GetUtcNow() + timeToLive));
        else
            statement.BindNull(5);
        statement.Bind(6, Now());
        return write.ETag is null ? statement : statement.Bind(7, write.ETag);
    }

    private SqliteStatement PrepareDelete(SqliteDatabase database, SqliteStateWrite write)
        => write.ETag is null
            ? database.Use(sql.Delete).Bind(1, write.Key)
            : database.Use(sql.DeleteIfETag).Bind(1, write.Key).Bind(2, write.ETag).Bind(3, Now());

    private string Now() => SqliteTime.Format(timeProvider.GetUtcNow());
}
