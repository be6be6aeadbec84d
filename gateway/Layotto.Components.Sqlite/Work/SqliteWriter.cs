using Layotto.Components.Sqlite.Connections;
using SQLitePCL;

namespace Layotto.Components.Sqlite.Work;

/// <summary>
/// The loop of the one thread that writes. It takes all writes that wait, applies them in one transaction, and answers them
/// once it is committed: the wait for the disk, which is most of the time of a write, is shared by all.
/// </summary>
/// <remarks>
/// A write that fails by itself (an etag that doesn't hold, a value too large) leaves the others alone. When the transaction as
/// a whole fails, nothing of it is in the file, and each write is tried again in a transaction of its own, so that each gets the
/// answer that is its own. The exception is a database locked by somebody else, which would be the same for all, one long wait each.
/// </remarks>
internal sealed class SqliteWriter(SqliteQueue queue, SqliteSettings settings, TimeProvider timeProvider)
{
    /// <summary>The most writes in one transaction.</summary>
    public const int MaxGroup = 256;

    private readonly List<SqliteWrite> _group = new(MaxGroup);

    /// <summary>Works until the queue is closed and empty.</summary>
    public void Run(SqliteDatabase database)
    {
        foreach (var first in queue.Take())
        {
            Add(first, database);
            while (_group.Count < MaxGroup && queue.TryTake(out var next))
                Add(next!, database);
            CommitGroup(database);
            _group.Clear();
        }
    }

    // A database in memory has a single connection, so its reads come here as well.
    private void Add(SqliteWork work, SqliteDatabase database)
    {
        if (work.TryDrop(timeProvider.GetTimestamp(), settings))
            return;
        if (work is SqliteRead read)
            read.Run(database);
        else
            _group.Add((SqliteWrite)work);
    }

    private void CommitGroup(SqliteDatabase database)
    {
        if (_group.Count == 0 || TryCommit(database, _group) is not { } failure)
            return;

        var isSameForAll = failure is SqliteException { Code: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_READONLY };
        foreach (var write in _group)
        {
            if (isSameForAll || _group.Count == 1)
                write.Fail(failure);
            else if (!write.TryDrop(timeProvider.GetTimestamp(), settings) && TryCommit(database, [write]) is { } own)
                write.Fail(own);
        }
    }

    // Answers the writes if they could be committed; else nothing of them is in the file, and the error is returned.
    private Exception? TryCommit(SqliteDatabase database, List<SqliteWrite> writes)
    {
        try
        {
            database.Limit(writes[0].Deadline, CancellationToken.None);
            database.Execute("BEGIN IMMEDIATE");
            foreach (var write in writes)
            {
                // The wait for the lock may have been longer than the one for this write.
                if (!write.TryDrop(timeProvider.GetTimestamp(), settings))
                    write.Apply(database);
            }

            // The end of a transaction isn't given up halfway, however long the disk takes.
            database.Limit(long.MaxValue, CancellationToken.None);
            database.Execute("COMMIT");
        }
        catch (Exception exception)
        {
            return Undo(database) ?? exception;
        }

        foreach (var write in writes)
            write.Complete();
        return null;
    }

    private static SqliteException? Undo(SqliteDatabase database)
    {
        try
        {
            database.Limit(long.MaxValue, CancellationToken.None);
            if (database.IsInTransaction)
                database.Execute("ROLLBACK");
            return null;
        }
        catch (SqliteException exception)
        {
            return exception;
        }
    }
}
