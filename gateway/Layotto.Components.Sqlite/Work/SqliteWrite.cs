using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Work;

/// <summary>A write, without its result. It is applied within a transaction, and answered only once that is committed.</summary>
internal abstract class SqliteWrite(long deadline, CancellationToken cancellationToken) : SqliteWork(deadline, cancellationToken)
{
    /// <summary>
    /// Applies the write within the open transaction and keeps what came of it. It may be applied again when the transaction
    /// couldn't be committed.
    /// </summary>
    /// <exception cref="SqliteException">The whole transaction is gone.</exception>
    public abstract void Apply(SqliteDatabase database);

    /// <summary>Answers whoever waits with what came of the write, unless it was dropped.</summary>
    public abstract void Complete();
}

/// <summary>A write with its result.</summary>
/// <param name="body">What it does. It returns false to have all of its effects undone.</param>
/// <param name="isCompound">Whether it has several statements, which then count all or none.</param>
/// <param name="deadline">The timestamp after which nobody waits for it any more.</param>
/// <param name="cancellationToken">Drops it if it hasn't begun.</param>
internal sealed class SqliteWrite<T>(SqliteWriteBody<T> body, bool isCompound, long deadline, CancellationToken cancellationToken)
    : SqliteWrite(deadline, cancellationToken)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _error;

    public Task<T> Answer => _answer.Task;

    public override void Fail(Exception exception) => _answer.TrySetException(exception);

    public override void Complete()
    {
        if (_error is not null)
            _answer.TrySetException(_error);
        else
            _answer.TrySetResult(_result!);
    }

    public override void Apply(SqliteDatabase database)
    {
        _error = null;
        try
        {
            // The client's token isn't looked at any more: a write that has begun has a definite end.
            database.Limit(Deadline, CancellationToken.None);
            if (isCompound)
                database.Execute("SAVEPOINT compound");
            if (!body(database, out _result) && isCompound)
                database.Execute("ROLLBACK TO compound");
            if (isCompound)
                database.Execute("RELEASE compound");
        }
        catch (Exception exception) when (database.IsInTransaction)
        {
            // SQLite has undone the failed statement and kept the transaction; the savepoint undoes the ones before it.
            _error = exception;
            database.Limit(long.MaxValue, CancellationToken.None);
            if (isCompound)
            {
                database.Execute("ROLLBACK TO compound");
                database.Execute("RELEASE compound");
            }
        }
    }
}

/// <summary>What a write does.</summary>
/// <returns>Whether its effects stay.</returns>
internal delegate bool SqliteWriteBody<T>(SqliteDatabase database, out T result);
