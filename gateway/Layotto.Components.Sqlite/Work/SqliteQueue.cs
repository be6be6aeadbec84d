using System.Collections.Concurrent;
using Layotto.Components.Metadata;
using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Work;

/// <summary>
/// The way from the gateway's asynchronous calls to the threads that have the connections. SQLite's calls block, so they get
/// threads of their own: however many calls wait, the thread pool has none of them.
/// </summary>
internal sealed class SqliteQueue(SqliteSettings settings, TimeProvider timeProvider) : IDisposable
{
    /// <summary>The most calls that wait at a time; those beyond it fail at once.</summary>
    public const int Capacity = 65536;

    private readonly BlockingCollection<SqliteWork> _waiting = new(new ConcurrentQueue<SqliteWork>(), Capacity);
    private volatile bool _isClosed;

    /// <summary>The timestamp at which a call that begins now is overdue.</summary>
    public long NextDeadline()
        => timeProvider.GetTimestamp() + (long)(settings.Timeout.TotalSeconds * timeProvider.TimestampFrequency);

    /// <summary>Hands work over, and waits for its answer for as long as a call may take.</summary>
    /// <exception cref="ComponentException">The queue is full or closed, or the answer didn't come in time.</exception>
    public async Task<T> RunAsync<T>(SqliteWork work, Task<T> answer)
    {
        if (_isClosed || !TryAdd(work))
        {
            throw new ComponentException(
                _isClosed
                    ? $"The SQLite database {settings.Location.Path} has been closed."
                    : $"The SQLite database {settings.Location.Path} has {Capacity} calls waiting already; try again later.");
        }

        try
        {
            return await answer.WaitAsync(settings.Timeout, timeProvider, work.CancellationToken);
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            throw Overdue(settings);
        }
    }

    /// <summary>All work in turn; blocks while there is none, ends when the queue is closed and empty.</summary>
    public IEnumerable<SqliteWork> Take() => _waiting.GetConsumingEnumerable();

    /// <summary>Takes more work if there is some already.</summary>
    public bool TryTake(out SqliteWork? work) => _waiting.TryTake(out work);

    /// <summary>Takes no more work. What waits is still done.</summary>
    public void Close()
    {
        _isClosed = true;
        _waiting.CompleteAdding();
    }

    public void Dispose() => _waiting.Dispose();

    /// <summary>The error of a call that took too long.</summary>
    public static ComponentException Overdue(SqliteSettings settings)
        => new($"The SQLite database {settings.Location.Path} didn't answer within {GoDuration.Format(settings.Timeout)}; "
            + "look at its disk and at what else uses it, or raise \"timeout\".");

    private bool TryAdd(SqliteWork work)
    {
        try
        {
            return _waiting.TryAdd(work);
        }
        catch (InvalidOperationException)
        {
            // It was closed, or even disposed of, between the question and the call; the caller asks again and says so.
            return false;
        }
    }
}
