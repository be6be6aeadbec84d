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
    private readonly SqliteTurn _turn;

    public SqliteStateCleanup(
        SqliteConnections connections, SqliteStateTable table, TimeSpan interval, TimeProvider timeProvider, ILogger logger)
    {
        _connections = connections;
        _table = table;
        _interval = interval;
        _logger = logger;
        _turn = new SqliteTurn(interval, timeProvider, RunAsync);
    }

    /// <summary>The latest run, which is over or still going on.</summary>
    public Task Running => _turn.Running;

    public ValueTask DisposeAsync() => _turn.DisposeAsync();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await _connections.WriteAsync(database => _table.BeginCleanup(database, _interval), cancellationToken))
                return;
            long? after = 0;
            long total = 0;
            while (after is { } start)
            {
                var (deleted, next) = await _connections.WriteAsync(database => _table.DeleteExpired(database, start), cancellationToken);
                total += deleted;
                after = next;
            }

            _logger.LogDebug("Removed {Count} expired rows.", total);
        }
        catch (ComponentException exception)
        {
            _logger.LogWarning("Expired rows couldn't be removed: {Reason}", exception.Message);
        }
    }
}
