using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Work;

/// <summary>
/// The connections to a database: one that writes and a few that read, each with its own thread. A database in memory has only
/// the one that writes, a read-only database only those that read.
/// </summary>
internal sealed class SqliteConnections : IAsyncDisposable
{
    private const int MaxReaders = 4;

    private readonly SqliteSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly SqliteQueue _writes;
    private readonly SqliteQueue _reads;
    private readonly List<SqliteThread> _threads = [];

    public SqliteConnections(SqliteSettings settings, TimeProvider timeProvider)
    {
        _settings = settings;
        _timeProvider = timeProvider;
        _writes = new SqliteQueue(settings, timeProvider);
        _reads = settings.Location.IsInMemory ? _writes : new SqliteQueue(settings, timeProvider);
    }

    /// <summary>Opens the connections.</summary>
    /// <param name="prepare">What is done on the first of them before anything else, such as creating tables.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ComponentException">The database can't be opened or prepared.</exception>
    public async Task OpenAsync(Action<SqliteDatabase> prepare, CancellationToken cancellationToken)
    {
        var path = _settings.Location.Path;
        if (!_settings.Location.IsReadOnly)
        {
            var writer = new SqliteWriter(_writes, _settings, _timeProvider);
            await StartAsync($"SQLite writer {path}", () => OpenPrepared(prepare, isForWriting: true), writer.Run, cancellationToken);
        }

        if (_settings.Location.IsInMemory)
            return;
        var readers = Math.Clamp(Environment.ProcessorCount, 2, MaxReaders);
        for (var index = 0; index < readers; index++)
        {
            Func<SqliteDatabase> open = _threads.Count == 0
                ? () => OpenPrepared(prepare, isForWriting: false)
                : () => SqliteDatabase.Open(_settings, _timeProvider, isForWriting: false);
            await StartAsync($"SQLite reader {path}", open, Read, cancellationToken);
        }
    }

    /// <summary>Reads.</summary>
    /// <exception cref="ComponentException">The database couldn't answer, or not in time.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteDatabase, T> body, CancellationToken cancellationToken)
    {
        var work = new SqliteRead<T>(body, _reads.NextDeadline(), cancellationToken);
        return _reads.RunAsync(work, work.Answer);
    }

    /// <summary>Writes with a single statement, or with several that each stand for themselves.</summary>
    /// <exception cref="ComponentException">The database couldn't write, or not in time.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteDatabase, T> body, CancellationToken cancellationToken)
        => WriteAsync(
            (SqliteDatabase database, out T result) =>
            {
                result = body(database);
                return true;
            },
            isCompound: false,
            cancellationToken);

    /// <summary>Writes with several statements that count all or none: none if the body throws or returns false.</summary>
    /// <exception cref="ComponentException">The database couldn't write, or not in time.</exception>
    public Task<T> WriteCompoundAsync<T>(SqliteWriteBody<T> body, CancellationToken cancellationToken)
        => WriteAsync(body, isCompound: true, cancellationToken);

    /// <summary>Does what waits, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _writes.Close();
        _reads.Close();
        foreach (var thread in _threads)
            await thread.Ended;
        _writes.Dispose();
        _reads.Dispose();
    }

    private Task<T> WriteAsync<T>(SqliteWriteBody<T> body, bool isCompound, CancellationToken cancellationToken)
    {
        if (_settings.Location.IsReadOnly)
        {
            return Task.FromException<T>(new ComponentException(
                $"The SQLite database {_settings.Location.Path} is opened read-only by its connection string and can't be written."));
        }

        var work = new SqliteWrite<T>(body, isCompound, _writes.NextDeadline(), cancellationToken);
        return _writes.RunAsync(work, work.Answer);
    }

    private async Task StartAsync(string name, Func<SqliteDatabase> open, Action<SqliteDatabase> work, CancellationToken cancellationToken)
    {
        var thread = SqliteThread.Start(name, open, work);
        _threads.Add(thread);
        await thread.Opened.WaitAsync(cancellationToken);
    }

    private SqliteDatabase OpenPrepared(Action<SqliteDatabase> prepare, bool isForWriting)
    {
        var database = SqliteDatabase.Open(_settings, _timeProvider, isForWriting);
        try
        {
            prepare(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void Read(SqliteDatabase database)
    {
        foreach (var work in _reads.Take())
        {
            if (!work.TryDrop(_timeProvider.GetTimestamp(), _settings))
                ((SqliteRead)work).Run(database);
        }
    }
}
