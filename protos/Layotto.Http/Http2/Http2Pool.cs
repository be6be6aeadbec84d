using System.Net;

namespace Layotto.Http.Http2;

/// <summary>
/// The connections to one server over HTTP/2 in plain text, with prior knowledge. One is made when the first request needs it, and others
/// when the server's limit of streams is reached. Where connecting fails, requests fail with that until it is time to try again.
/// </summary>
public sealed class Http2Pool : IDisposable
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(10);

    private readonly Func<CancellationToken, ValueTask<Stream>> _dial;
    private readonly string _description;
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer _ticker;
    private readonly TimeSpan _tick;
    private volatile Http2Connection[] _connections = [];
    private Http2Connection[] _draining = [];
    private int _waitingCount;
    private bool _isDialing;
    private bool _isDisposed;
    private UpstreamUnavailableException? _failure;
    private long _failedSince;
    private TimeSpan _backoff;

    /// <summary>Creates the pool; nothing is connected yet.</summary>
    /// <param name="endPoint">The server: an address or a host name with a port, or a Unix socket.</param>
    /// <param name="authority">What requests call the server, as <c>:authority</c>.</param>
    /// <param name="options">How connections are made and kept; null for the defaults.</param>
    public Http2Pool(EndPoint endPoint, string authority, Http2Options? options = null)
        : this(SocketDialer.To(endPoint, options?.OnConnected), SocketDialer.Describe(endPoint), authority, options)
    {
    }

    /// <summary>Creates the pool; nothing is connected yet.</summary>
    /// <param name="dial">
    /// Makes a connection, which is the pool's from then on. It may be asked again at once after it has failed, unless the options have a backoff.
    /// </param>
    /// <param name="description">The server, as errors name it.</param>
    /// <param name="authority">What requests call the server, as <c>:authority</c>.</param>
    /// <param name="options">How connections are kept; null for the defaults.</param>
    public Http2Pool(Func<CancellationToken, ValueTask<Stream>> dial, string description, string authority, Http2Options? options = null)
    {
        _dial = dial;
        _description = description;
        Authority = authority;
        Options = options ?? new Http2Options();
        _tick = Options.IdleTimeout > TimeSpan.Zero && Options.IdleTimeout < LongestTick ? Options.IdleTimeout : LongestTick;
        _ticker = Options.TimeProvider.CreateTimer(static pool => ((Http2Pool)pool!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How connections are made and kept.</summary>
    public Http2Options Options { get; }

    /// <summary>What requests call the server.</summary>
    public string Authority { get; }

    /// <summary>How many connections take requests.</summary>
    public int ConnectionCount => _connections.Length;

    internal string AsksForHttp1 => $"{_description} may not speak HTTP/2: it asks for HTTP/1.1.";

    internal string AnsweredInHttp1 => $"{_description} answered in HTTP/1; gRPC needs HTTP/2, which it does not speak there.";

    /// <summary>Begins a request. Its head leaves with what is sent of its body first, or with <see cref="Http2Stream.Flush"/>.</summary>
    /// <param name="head">The head.</param>
    /// <param name="cancellationToken">Ends the wait for a connection.</param>
    /// <returns>The stream, to be given back by <see cref="Http2Stream.Release"/>.</returns>
    /// <exception cref="UpstreamUnavailableException">There is no connection.</exception>
    public ValueTask<Http2Stream> OpenAsync(IHttp2RequestHead head, CancellationToken cancellationToken)
        => TryOpen(head) is { } stream ? new ValueTask<Http2Stream>(stream) : OpenSlowlyAsync(head, cancellationToken);

    /// <summary>Takes no more requests; connections close once those that they have are over.</summary>
    public void Dispose()
    {
        Http2Connection[] connections;
        TaskCompletionSource[] waiting;
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            connections = _connections;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        _ticker.Dispose();
        _closing.Cancel();
        foreach (var connection in connections)
            connection.Drain();
        foreach (var waiter in waiting)
            waiter.TrySetException(Closed());
    }

    internal UpstreamUnavailableException ClosedWithoutAnswer() => new($"{_description} accepted a connection and closed it without an answer.");

    /// <summary>There is room for so many more requests.</summary>
    internal void OnRoom(int count)
    {
        // Nearly always nobody waits. Who begins to is counted before he looks for room a last time.
        if (Volatile.Read(ref _waitingCount) == 0)
            return;
        lock (_lock)
            WakeWaiting(count);
    }

    /// <summary>A connection takes no more requests.</summary>
    internal void OnDraining(Http2Connection connection)
    {
        lock (_lock)
        {
            if (!Remove(connection))
                return;
            _draining = [.. _draining, connection];
            DialIfNeeded();
        }
    }

    /// <summary>A connection is gone.</summary>
    internal void OnClosed(Http2Connection connection)
    {
        lock (_lock)
        {
            Remove(connection);
            if (Array.IndexOf(_draining, connection) >= 0)
                _draining = [.. _draining.Where(other => other != connection)];
            if (_connections.Length == 0 && _draining.Length == 0 && !_isDisposed)
                _ticker.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            DialIfNeeded();
        }
    }

    private static UpstreamUnavailableException Closed() => new("The channel was shut down.");

    private bool Remove(Http2Connection connection)
    {
        if (Array.IndexOf(_connections, connection) < 0)
            return false;
        _connections = [.. _connections.Where(other => other != connection)];
        return true;
    }

    private void Tick()
    {
        Http2Connection[] connections;
        lock (_lock)
            connections = [.. _connections, .. _draining];
        foreach (var connection in connections)
            connection.Tick();
    }

    private Http2Stream? TryOpen(IHttp2RequestHead head)
    {
        foreach (var connection in _connections)
        {
            if (connection.TryOpen(head) is { } stream)
                return stream;
        }

        return null;
    }

    private async ValueTask<Http2Stream> OpenSlowlyAsync(IHttp2RequestHead head, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waitingCount);
        try
        {
            return await WaitForRoomAsync(head, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waitingCount);
        }
    }

    private async ValueTask<Http2Stream> WaitForRoomAsync(IHttp2RequestHead head, CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                if (_isDisposed)
                    throw Closed();
                if (TryOpen(head) is { } stream)
                    return stream;
                if (_connections.Length == 0 && !_isDialing && IsTooEarly())
                    throw Again(_failure!);
                _waiting.Enqueue(waiter);
                DialIfNeeded();
            }

            using (cancellationToken.UnsafeRegister(static (waiter, token) => ((TaskCompletionSource)waiter!).TrySetCanceled(token), waiter))
                await waiter.Task.ConfigureAwait(false);
        }
    }

    // An exception that several throw at once would show the way of another.
    private static UpstreamUnavailableException Again(UpstreamUnavailableException failure) => new(failure.Message, failure.InnerException);

    private bool IsTooEarly() => _failure is not null && Options.TimeProvider.GetElapsedTime(_failedSince) < _backoff;

    private void DialIfNeeded()
    {
        while (_waiting.TryPeek(out var first) && first.Task.IsCompleted)
            _waiting.Dequeue();
        if (_waiting.Count == 0 || _isDialing || _isDisposed || _connections.Length >= Options.MaxConnections)
            return;
        if (IsTooEarly())
        {
            if (_connections.Length == 0)
                FailWaiting(_failure!);
            return;
        }

        _isDialing = true;
        _ = Task.Run(DialAsync);
    }

    private void WakeWaiting(int count)
    {
        while (count > 0 && _waiting.TryDequeue(out var waiter))
        {
            if (waiter.TrySetResult())
                count--;
        }
    }

    private void FailWaiting(UpstreamUnavailableException failure)
    {
        while (_waiting.TryDequeue(out var waiter))
            waiter.TrySetException(Again(failure));
    }

    private async Task DialAsync()
    {
        var started = Options.TimeProvider.GetTimestamp();
        Http2Connection? connection = null;
        UpstreamUnavailableException? failure = null;
        try
        {
            connection = await ConnectAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception as UpstreamUnavailableException ?? new UpstreamUnavailableException($"Can't connect to {_description}: {Sentence(exception)}", exception);
        }

        var isUnwanted = false;
        lock (_lock)
        {
            _isDialing = false;
            if (connection is not null)
            {
                _failure = null;
                _backoff = TimeSpan.Zero;
                isUnwanted = _isDisposed;
                if (!isUnwanted && connection.IsOpen)
                {
                    if (_connections.Length + _draining.Length == 0)
                        _ticker.Change(_tick, _tick);
                    _connections = [.. _connections, connection];
                    WakeWaiting(connection.MaxStreams);
                }
            }
            else
            {
                _failure = failure;
                _failedSince = started;
                _backoff = NextBackoff();
                if (_connections.Length == 0)
                    FailWaiting(failure!);
            }

            if (connection is not null)
                DialIfNeeded();
        }

        if (isUnwanted)
            connection!.Drain();
    }

    private TimeSpan NextBackoff()
    {
        if (_backoff == TimeSpan.Zero)
            return Options.InitialBackoff;
        var grown = TimeSpan.FromTicks(Math.Min((long)(_backoff.Ticks * 1.6), Options.MaxBackoff.Ticks));
#pragma warning disable CA5394 // Attempts are spread, and nothing is kept secret by it.
        return grown * (0.9 + (0.2 * Random.Shared.NextDouble()));
#pragma warning restore CA5394
    }

    private async Task<Http2Connection> ConnectAsync()
    {
        using var limit = new CancellationTokenSource(Options.ConnectTimeout, Options.TimeProvider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        Http2Connection? connection = null;
        try
        {
            var wire = await _dial(ending.Token).ConfigureAwait(false);
            connection = new Http2Connection(this, wire);
            connection.Start();
            await connection.Ready.WaitAsync(ending.Token).ConfigureAwait(false);
            return connection.MaxStreams > 0
                ? connection
                : throw new UpstreamUnavailableException($"{_description} allows no streams on a connection.");
        }
        catch (Exception exception)
        {
            var reason = limit.IsCancellationRequested
                ? new UpstreamUnavailableException($"Can't connect to {_description}: no answer within {Options.ConnectTimeout.TotalSeconds:0.###} s.")
                : exception;
            connection?.Close(reason);
            if (reason != exception)
                throw reason;
            throw;
        }
    }

    private static string Sentence(Exception exception) => exception.Message.EndsWith('.') ? exception.Message : exception.Message + ".";
}
