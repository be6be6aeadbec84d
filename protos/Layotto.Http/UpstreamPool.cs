using System.Net;
using System.Net.Sockets;

namespace Layotto.Http;

/// <summary>The connections to one server: those at rest, and how many there are.</summary>
public sealed class UpstreamPool : IDisposable
{
    private readonly EndPoint _endPoint;
    private readonly SemaphoreSlim _permits;
    private readonly Lock _lock = new();
    private readonly List<UpstreamConnection> _resting = [];
    private readonly ITimer _sweeper;
    private bool _isDisposed;

    /// <summary>Creates the pool; nothing is connected yet.</summary>
    /// <param name="endPoint">The server: an address with a port, a host name with a port, or a Unix socket.</param>
    /// <param name="options">How connections are made and kept; null for the defaults.</param>
    public UpstreamPool(EndPoint endPoint, UpstreamOptions? options = null)
    {
        _endPoint = endPoint;
        Options = options ?? new UpstreamOptions();
        _sweeper = Options.TimeProvider.CreateTimer(static pool => ((UpstreamPool)pool!).Sweep(), this, Options.IdleTimeout, Options.IdleTimeout);
        _permits = new SemaphoreSlim(Options.MaxConnections, Options.MaxConnections);
        Authority = endPoint is DnsEndPoint host ? $"{host.Host}:{host.Port}" : endPoint is IPEndPoint ? endPoint.ToString()! : "localhost";
    }

    /// <summary>How connections are made and kept.</summary>
    public UpstreamOptions Options { get; }

    /// <summary>What a <c>Host</c> header says where the caller has none.</summary>
    public string Authority { get; }

    /// <summary>How many connections rest.</summary>
    public int RestingConnections
    {
        get
        {
            lock (_lock)
                return _resting.Count;
        }
    }

    /// <summary>Takes a connection: the one that has rested for the shortest time, or a new one.</summary>
    /// <param name="isFresh">Whether it has to be a new one, as a request that a resting one has failed needs.</param>
    /// <param name="cancellationToken">Ends the connecting, and the waiting for one.</param>
    /// <returns>A connection, to be given back by <see cref="UpstreamConnection.Release"/>.</returns>
    /// <exception cref="SocketException">The server can't be reached.</exception>
    /// <exception cref="TimeoutException">Connecting took too long.</exception>
    internal ValueTask<UpstreamConnection> RentAsync(bool isFresh, CancellationToken cancellationToken)
    {
        var permit = _permits.WaitAsync(cancellationToken);
        return permit.IsCompletedSuccessfully && !isFresh && TryTakeResting() is { } resting
            ? new ValueTask<UpstreamConnection>(resting)
            : RentSlowlyAsync(permit, isFresh, cancellationToken);
    }

    /// <summary>Takes a connection back.</summary>
    internal void Return(UpstreamConnection connection, bool isReusable)
    {
        if (!isReusable || !TryRest(connection))
            connection.Close();
        _permits.Release();
    }

    /// <summary>Closes the connections at rest; those in use close after their use.</summary>
    public void Dispose()
    {
        _sweeper.Dispose();
        UpstreamConnection[] resting;
        lock (_lock)
        {
            _isDisposed = true;
            resting = [.. _resting];
            _resting.Clear();
        }

        foreach (var connection in resting)
            connection.Close();
    }

    // The server closes what has rested too long; nobody would notice before the next request.
    private void Sweep()
    {
        UpstreamConnection[] expired;
        lock (_lock)
        {
            var now = Options.TimeProvider.GetTimestamp();
            expired = [.. _resting.Where(connection => connection.RestUntil <= now)];
            _resting.RemoveAll(connection => connection.RestUntil <= now);
        }

        foreach (var connection in expired)
            connection.Close();
    }

    private bool TryRest(UpstreamConnection connection)
    {
        lock (_lock)
        {
            if (_isDisposed || _resting.Count >= Options.MaxIdleConnections)
                return false;
            connection.RestUntil = Options.TimeProvider.GetTimestamp() + connection.LongestRest;
            _resting.Add(connection);
            return true;
        }
    }

    private UpstreamConnection? TryTakeResting()
    {
        while (true)
        {
            UpstreamConnection? connection;
            lock (_lock)
            {
                if (_resting.Count == 0)
                    return null;
                connection = _resting[^1];
                _resting.RemoveAt(_resting.Count - 1);
            }

            if (connection.RestUntil > Options.TimeProvider.GetTimestamp() && connection.IsUsable())
                return connection;
            connection.Close();
        }
    }

    private async ValueTask<UpstreamConnection> RentSlowlyAsync(Task permit, bool isFresh, CancellationToken cancellationToken)
    {
        await permit.ConfigureAwait(false);
        try
        {
            if (!isFresh && TryTakeResting() is { } resting)
                return resting;
            return await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _permits.Release();
            throw;
        }
    }

    private async Task<UpstreamConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = _endPoint.AddressFamily == AddressFamily.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Options.ConnectTimeout);
        try
        {
            await socket.ConnectAsync(_endPoint, patience.Token).ConfigureAwait(false);
            Options.OnConnected?.Invoke(socket);
            return new UpstreamConnection(this, socket);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new TimeoutException($"connecting to {_endPoint} took longer than {Options.ConnectTimeout.TotalSeconds} seconds", exception);
            throw;
        }
    }
}
