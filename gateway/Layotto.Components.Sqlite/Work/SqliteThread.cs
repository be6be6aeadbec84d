using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Work;

/// <summary>A thread that has a connection, from its opening to its closing.</summary>
internal sealed class SqliteThread
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SqliteThread()
    {
    }

    /// <summary>Done once the connection is open; fails when it can't be opened.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Done once the connection is closed, also after a failure.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts a thread.</summary>
    /// <param name="name">The thread's name, for debuggers.</param>
    /// <param name="open">Opens the connection.</param>
    /// <param name="work">Works until there is nothing more to do. It throws nothing.</param>
    public static SqliteThread Start(string name, Func<SqliteDatabase> open, Action<SqliteDatabase> work)
    {
        var owner = new SqliteThread();
        new Thread(() => owner.Run(open, work)) { Name = name, IsBackground = true }.Start();
        return owner;
    }

    private void Run(Func<SqliteDatabase> open, Action<SqliteDatabase> work)
    {
        try
        {
            using var database = open();
            _opened.TrySetResult();
            work(database);
        }
        catch (Exception exception)
        {
            _opened.TrySetException(exception);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
