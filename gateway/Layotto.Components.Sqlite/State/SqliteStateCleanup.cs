using Layotto.Components.Sqlite.Work;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Sqlite.State;

/// <summary>Deletes expired rows from time to time. Processes that share a file agree on whose turn it is by a row of the metadata table.</summary>
internal sealed class SqliteStateCleanup : IAsyncDisposable
{
    private readonly SqliteConnections _connections;
    private readonly SqliteStateTable _table;
    private readonly TimeSpan _interval;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private Task _running = Task.CompletedTask;

    public SqliteStateCleanup(
        SqliteConnections connections, SqliteStateTable table, TimeSpan interval, TimeProvider timeProvider, ILogger logger)
    {
        _connections = connections;
        _table = table;
        _interval = interval;
        _logger = logger;
        _timer = timeProvider.CreateTimer(static cleanup => ((SqliteStateCleanup)cleanup!).Begin(), this, interval, interval);
    }

    /// <summary>The latest run, which is over or still going on.</summary>
    public Task Running => Volatile.Read(ref _running);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        await Running;
        _stopping.Dispose();
    }

    private void Begin()
    {
        if (Running.IsCompleted && !_stopping.IsCancellationRequested)
            Volatile.Write(ref _running, RunAsync());
    }

    private async Task RunAsync()
    {
        try
        {
            if (!await _connections.WriteAsync(database => _table.BeginCleanup(database, _interval), _stopping.Token))
                return;
            long? after = 0;
            long total = 0;
            while (after is { } start)
            {
                var (deleted, next) = await _connections.WriteAsync(database => _table.DeleteExpired(database, start), _stopping.Token);
                total += deleted;
                after = next;
            }

            _logger.LogDebug("Removed {Count} expired rows.", total);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _logger.LogDebug("The removal of expired rows ends with the component.");
        }
        catch (ComponentException exception)
        {
            _logger.LogWarning("Expired rows couldn't be removed: {Reason}", exception.Message);
        }
    }
}
