using SQLitePCL;

namespace Layotto.Components.Sqlite.Connections;

/// <summary>
/// A connection to a database, used by one thread at a time. It talks to SQLite's C interface rather than through ADO.NET, because
/// that hides waiting in sleeps, has whole seconds as its finest timeout, and makes objects for every call.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    // How many steps of SQLite's machine pass between two looks at the deadline: some 50 µs.
    private const int StepsBetweenChecks = 2000;

    private readonly SqliteSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _kept = new(ReferenceEqualityComparer.Instance);
    private readonly delegate_progress _progress;
    private long _deadline = long.MaxValue;
    private CancellationToken _cancellationToken;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(SqliteSettings settings, TimeProvider timeProvider, sqlite3 handle)
    {
        _settings = settings;
        _timeProvider = timeProvider;
        _handle = handle;
        _progress = _ => IsOverdue() ? 1 : 0;
    }

    /// <summary>Whether a transaction is open. Some failures end it, and then nothing of it remains.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>How many rows the statement before has changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Opens a connection and sets it up.</summary>
    /// <param name="settings">The database.</param>
    /// <param name="timeProvider">The clock that deadlines go by.</param>
    /// <param name="isForWriting">Whether the connection may write, and creates the file where there is none.</param>
    /// <exception cref="SqliteException">The database can't be opened.</exception>
    public static SqliteDatabase Open(SqliteSettings settings, TimeProvider timeProvider, bool isForWriting)
    {
        var access = (settings.Location.IsReadOnly, isForWriting) switch
        {
            (true, _) => raw.SQLITE_OPEN_READONLY,
            (false, true) => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
            _ => raw.SQLITE_OPEN_READWRITE,
        };
        var flags = access | raw.SQLITE_OPEN_URI | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(settings.Location.FileName, out var handle, flags, null);
        var database = new SqliteDatabase(settings, timeProvider, handle);
        try
        {
            _ = raw.sqlite3_extended_result_codes(handle, 1);
            database.Check(code);
            database.SetUp(isForWriting);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Bounds what is done from now on.</summary>
    /// <param name="deadline">A timestamp of the clock; <see cref="long.MaxValue"/> for none.</param>
    /// <param name="cancellationToken">Ends it as well.</param>
    public void Limit(long deadline, CancellationToken cancellationToken)
    {
        _deadline = deadline;
        _cancellationToken = cancellationToken;
        var wait = _settings.BusyTimeout;
        if (deadline != long.MaxValue)
        {
            var left = _timeProvider.GetElapsedTime(_timeProvider.GetTimestamp(), deadline);
            wait = left < wait ? left : wait;
        }

        Check(raw.sqlite3_busy_timeout(_handle, (int)Math.Clamp(wait.TotalMilliseconds, 0, int.MaxValue)));
    }

    /// <summary>A compiled statement that is kept for the next time. The text must be the same object each time.</summary>
    public SqliteStatement Use(string sql)
    {
        if (!_kept.TryGetValue(sql, out var statement))
            _kept[sql] = statement = Compile(sql, isKept: true);
        return statement;
    }

    /// <summary>A compiled statement for one use.</summary>
    public SqliteStatement Prepare(string sql) => Compile(sql, isKept: false);

    /// <summary>Runs a statement without parameters, as <see cref="Use"/> does.</summary>
    public void Execute(string sql)
    {
        using var statement = Use(sql);
        statement.Execute();
    }

    /// <summary>Throws when a result code isn't <c>SQLITE_OK</c>.</summary>
    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure();
    }

    /// <summary>The failure that SQLite has reported last.</summary>
    public SqliteException Failure()
        => SqliteErrors.Create(raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string(), _settings);

    public void Dispose()
    {
        foreach (var statement in _kept.Values)
            statement.Close();
        _kept.Clear();
        _handle.Dispose();
    }

    private void SetUp(bool isForWriting)
    {
        Limit(long.MaxValue, CancellationToken.None);
        raw.sqlite3_progress_handler(_handle, StepsBetweenChecks, _progress, null!);

        // An answered write is on the disk, not only in the system's cache: it survives a kill and a power failure alike. Group
        // commit makes that affordable; who wants less says so with a _pragma, which comes after.
        Execute("PRAGMA synchronous = FULL");
        foreach (var pragma in _settings.Location.Pragmas)
            Execute(pragma.ToSql());
        if (isForWriting && !_settings.Location.IsReadOnly)
            Execute(JournalPragma());
        else if (!_settings.Location.IsReadOnly)
            Execute("PRAGMA query_only = ON");

        using var encoding = Prepare("PRAGMA encoding");
        if (encoding.Step() && encoding.GetText(0) != "UTF-8")
            throw new ComponentException($"The text of the SQLite database {_settings.Location.Path} isn't in UTF-8; name a file that is, or a new one.");
    }

    private string JournalPragma()
    {
        if (_settings.Location.IsInMemory)
            return "PRAGMA journal_mode = MEMORY";
        return _settings.UseWriteAheadLog ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE";
    }

    private SqliteStatement Compile(string sql, bool isKept)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        return new SqliteStatement(this, statement, isKept);
    }

    private bool IsOverdue()
        => _cancellationToken.IsCancellationRequested
            || (_deadline != long.MaxValue && _timeProvider.GetTimestamp() >= _deadline);
}
