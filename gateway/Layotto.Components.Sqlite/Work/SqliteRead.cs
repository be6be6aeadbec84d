using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Work;

/// <summary>A read, without its result.</summary>
internal abstract class SqliteRead(long deadline, CancellationToken cancellationToken) : SqliteWork(deadline, cancellationToken)
{
    /// <summary>Does the work and answers whoever waits.</summary>
    public abstract void Run(SqliteDatabase database);
}

/// <summary>A read with its result.</summary>
internal sealed class SqliteRead<T>(Func<SqliteDatabase, T> body, long deadline, CancellationToken cancellationToken)
    : SqliteRead(deadline, cancellationToken)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override void Fail(Exception exception) => _answer.TrySetException(exception);

    public override void Run(SqliteDatabase database)
    {
        try
        {
            database.Limit(Deadline, CancellationToken);
            _answer.TrySetResult(body(database));
        }
        catch (Exception exception)
        {
            Fail(CancellationToken.IsCancellationRequested ? new OperationCanceledException(CancellationToken) : exception);
        }
    }
}
