using System.Security.Authentication;

namespace Layotto.Grpc.Client.Connections;

/// <summary>
/// Knows how the channel stands with its target. The HTTP/2 pool below it asks it for connections; calls ask it
/// first whether there is one, so that a dead target costs a call nothing but a look.
/// </summary>
/// <remarks>
/// The first connection is made here, before the pool asks, and kept until the pool takes it: so a call that waits for
/// a connection waits without a request. Attempts are made only when somebody wants a connection.
/// </remarks>
internal sealed class ConnectionManager(ChannelTarget target, ClientTlsOptions? tls, GrpcChannelOptions options) : IDisposable
{
    private readonly Lock _sync = new();
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly Dialer _dialer = new(target, tls, options.Connected);
    private readonly ConnectionBackoff _backoff = new(options.Reconnect, options.Random);
    private readonly HashSet<TrackedStream> _open = [];
    private readonly CancellationTokenSource _shutdown = new();
    private TaskCompletionSource _changed = NewSignal();
    private volatile ConnectivityState _state;
    private DialedConnection? _prepared;
    private ConnectFailedException? _failure;
    private volatile ConnectFailedException? _useless;
    private long _failedAttemptStarted;
    private long _failureRecorded;
    private TimeSpan _retryAfter;
    private ITimer? _retryTimer;
    private bool _isSpent;
    private long _heard;

    /// <summary>How the channel stands with its target.</summary>
    public ConnectivityState State => _state;

    /// <summary>Whether connections are secured.</summary>
    public bool IsSecure => _dialer.IsSecure;

    /// <summary>
    /// Counts the connections over which the peer has ever spoken. A request that failed although this did not grow,
    /// on a channel that had no connection before, was never seen by a server.
    /// </summary>
    public long Heard => Volatile.Read(ref _heard);

    /// <summary>Whether there is a connection over which the peer has spoken.</summary>
    public bool HasLivePeer
    {
        get
        {
            lock (_sync)
            {
                foreach (var connection in _open)
                {
                    if (connection.Heard)
                        return true;
                }

                return false;
            }
        }
    }

    /// <summary>Completes when there is a connection to use; makes one if needed.</summary>
    /// <param name="waitForReady">Whether to outlast failures; otherwise one failed attempt ends the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConnectFailedException">There is no connection.</exception>
    public ValueTask WaitUntilConnectedAsync(bool waitForReady, CancellationToken cancellationToken) =>
        State == ConnectivityState.Ready ? default : WaitAsync(waitForReady, cancellationToken);

    /// <summary>Completes when the state is another than the one given.</summary>
    public async Task WaitForStateChangedAsync(ConnectivityState lastObserved, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_sync)
            {
                if (_state != lastObserved)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives the pool a connection: the one that was prepared, or a new one unless it is too early for that.</summary>
    /// <exception cref="ConnectFailedException">There is no connection.</exception>
    public async ValueTask<Stream> ConnectForPoolAsync(CancellationToken cancellationToken)
    {
        if (TakePrepared() is { } prepared)
            return prepared.Stream;
        lock (_sync)
        {
            if (_state == ConnectivityState.Shutdown)
                throw ChannelClosed();
            if (_isSpent)
                throw Lose();
            if (_failure is not null && RemainingBackoff() > TimeSpan.Zero)
                throw _failure;
        }

        var attempt = await AttemptAsync(prepare: false, cancellationToken);
        return attempt.Connection?.Stream ?? throw attempt.Failure!;
    }

    /// <summary>A connection's peer has spoken for the first time: earlier failures are forgotten.</summary>
    public void OnHeard()
    {
        Interlocked.Increment(ref _heard);
        _useless = null;
        lock (_sync)
        {
            _backoff.Reset();
            _failure = null;
        }
    }

    /// <summary>Why the last connection was useless although it was made; null if it wasn't.</summary>
    public ConnectFailedException? Useless => _useless;

    /// <summary>What a connection is closed with whose peer speaks the older protocol.</summary>
    public ConnectFailedException AnsweredInHttp1() =>
        _useless = new($"{target.Description} answered in HTTP/1; gRPC needs HTTP/2, which it does not speak there.", null);

    /// <summary>A connection is gone.</summary>
    public void OnClosed(TrackedStream connection)
    {
        lock (_sync)
        {
            if (!_open.Remove(connection) || _state == ConnectivityState.Shutdown)
                return;
            if (!connection.Heard)
            {
                RecordFailure(_time.GetTimestamp(), connection.Failure ?? new ConnectFailedException(
                    $"{target.Description} accepted a connection and closed it without an answer.", null));
            }
            else if (_isSpent)
            {
                Lose();
            }
            else if (_open.Count == 0)
            {
                ChangeState(ConnectivityState.Idle);
            }
        }
    }

    /// <summary>Makes no more connections, and closes the prepared one. Those of the pool are the pool's to close.</summary>
    public void Dispose()
    {
        DialedConnection? prepared;
        lock (_sync)
        {
            if (_state == ConnectivityState.Shutdown)
                return;
            ChangeState(ConnectivityState.Shutdown);
            prepared = _prepared;
            _prepared = null;
            _retryTimer?.Dispose();
        }

        _shutdown.Cancel();
        prepared?.Stream.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static ConnectFailedException ChannelClosed() => new("The channel was shut down.", null);

    private async ValueTask WaitAsync(bool waitForReady, CancellationToken cancellationToken)
    {
        for (var waited = false; ; waited = true)
        {
            Task changed;
            lock (_sync)
            {
                switch (_state)
                {
                    case ConnectivityState.Ready:
                        return;
                    case ConnectivityState.Shutdown:
                        throw ChannelClosed();
                    case ConnectivityState.Idle:
                        StartAttempt();
                        break;
                    case ConnectivityState.TransientFailure when _isSpent:
                        throw _failure!;
                    case ConnectivityState.TransientFailure:
                        var remaining = RemainingBackoff();
                        if (!waitForReady && (waited || remaining > TimeSpan.Zero))
                            throw _failure!;
                        if (remaining <= TimeSpan.Zero)
                            StartAttempt();
                        else
                            _retryTimer ??= StartRetryTimer(remaining);
                        break;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private TimeSpan RemainingBackoff() => _retryAfter - _time.GetElapsedTime(_failedAttemptStarted);

    private ITimer StartRetryTimer(TimeSpan remaining) => _time.CreateTimer(
        static manager => ((ConnectionManager)manager!).OnBackoffElapsed(), this, remaining, Timeout.InfiniteTimeSpan);

    private void OnBackoffElapsed()
    {
        lock (_sync)
        {
            _retryTimer?.Dispose();
            _retryTimer = null;
            if (_state == ConnectivityState.TransientFailure)
                Pulse();
        }
    }

    private void StartAttempt()
    {
        ChangeState(ConnectivityState.Connecting);
        _ = Task.Run(() => AttemptAsync(prepare: true, CancellationToken.None));
    }

    private async Task<ConnectAttempt> AttemptAsync(bool prepare, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        TimeSpan timeout;
        lock (_sync)
            timeout = _backoff.ConnectTimeout;
        using var limit = new CancellationTokenSource(timeout, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _shutdown.Token, cancellationToken);
        try
        {
            var connection = await _dialer.ConnectAsync(this, ending.Token);
            if (TryOpen(connection, prepare))
                return new ConnectAttempt(connection, null);
            await connection.Stream.DisposeAsync();
            return new ConnectAttempt(null, ChannelClosed());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The pool no longer wants the connection, which says nothing about the target.
            throw;
        }
        catch (Exception exception)
        {
            var failure = new ConnectFailedException(Describe(exception, limit.IsCancellationRequested, timeout), exception);
            lock (_sync)
                RecordFailure(started, failure);
            return new ConnectAttempt(null, failure);
        }
    }

    private string Describe(Exception exception, bool timedOut, TimeSpan timeout) => exception switch
    {
        // A cancelled handshake may also end with an error of the socket.
        _ when timedOut => $"Can't connect to {target.Description}: no answer within {timeout.TotalSeconds:0.###} s.",
        AuthenticationException => $"Can't secure the connection to {target.Description}: {Sentence(exception.InnerException ?? exception)}",
        _ => $"Can't connect to {target.Description}: {Sentence(exception)}",
    };

    private static string Sentence(Exception exception) =>
        exception.Message.EndsWith('.') ? exception.Message : exception.Message + ".";

    private bool TryOpen(DialedConnection connection, bool prepare)
    {
        lock (_sync)
        {
            if (_state == ConnectivityState.Shutdown)
                return false;
            _open.Add(connection.Socket);
            _isSpent = options.SingleConnection;
            if (prepare)
                _prepared = connection;
            ChangeState(ConnectivityState.Ready);
            return true;
        }
    }

    private DialedConnection? TakePrepared()
    {
        DialedConnection? taken;
        lock (_sync)
        {
            taken = _prepared;
            _prepared = null;
            if (taken is null || taken.Value.Socket.IsOpen)
                return taken;
            // The peer closed it while it lay here, which says nothing about the next attempt.
            _open.Remove(taken.Value.Socket);
        }

        taken.Value.Stream.Dispose();
        return null;
    }

    // Needs the lock. Attempts that ran side by side with the one that failed first don't lengthen the backoff.
    private void RecordFailure(long attemptStarted, ConnectFailedException failure)
    {
        _failure = failure;
        if (_failureRecorded == 0 || attemptStarted >= _failureRecorded)
        {
            _failedAttemptStarted = attemptStarted;
            _failureRecorded = _time.GetTimestamp();
            _retryAfter = _backoff.Next();
        }

        if (_open.Count == 0)
            ChangeState(ConnectivityState.TransientFailure);
    }

    // Needs the lock. The only connection is gone, or the peer takes no more calls over it.
    private ConnectFailedException Lose()
    {
        _failure = new ConnectFailedException($"The connection to {target.Description} is lost, and the channel makes no other.", null);
        ChangeState(ConnectivityState.TransientFailure);
        return _failure;
    }

    // Needs the lock.
    private void ChangeState(ConnectivityState state)
    {
        if (_state == state || _state == ConnectivityState.Shutdown)
            return;
        _state = state;
        Pulse();
    }

    // Needs the lock. Continuations run elsewhere.
    private void Pulse()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }
}
