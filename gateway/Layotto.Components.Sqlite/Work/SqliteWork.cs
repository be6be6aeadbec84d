using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Work;

/// <summary>Something to be done on a connection, by the thread that has it.</summary>
internal abstract class SqliteWork(long deadline, CancellationToken cancellationToken)
{
    /// <summary>The timestamp after which nobody waits for it any more.</summary>
    public long Deadline { get; } = deadline;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Answers whoever waits with an error.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Fails work that is no longer wanted and hasn't begun.</summary>
    /// <returns>Whether it was such.</returns>
    public bool TryDrop(long now, SqliteSettings settings)
    {
        if (CancellationToken.IsCancellationRequested)
            Fail(new OperationCanceledException(CancellationToken));
        else if (now >= Deadline)
            Fail(SqliteQueue.Overdue(settings));
        else
            return false;
        return true;
    }
}
