using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Layotto.Http.Http2;

/// <summary>
/// A request over HTTP/2 and its response. One thread at a time may write the request, and another may read the response. Unless the pool's options
/// say otherwise, what waits goes on right where the connection is read, after everything has been taken in that had arrived, and so must not block.
/// </summary>
public sealed partial class Http2Stream : IValueTaskSource
{
    // What has been read of bodies is told to the connection in pieces of this size.
    private const int ReportSize = 16 * 1024;

    private readonly Http2Connection _connection;

    // Guards what follows; the connection's own lock is never taken inside.
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _news;
    private bool _isWaiting;
    private readonly StreamParts _parts;
    private readonly HeaderList _head;
    private bool _hasHead;
    private bool _isEnded;
    private bool _isReleased;
    private Exception? _failure;
    private int _unreported;

    internal Http2Stream(Http2Connection connection, int id, StreamParts parts)
    {
        _connection = connection;
        Id = id;
        _parts = parts;
        _head = parts.Head;
    }

    /// <summary>The stream's number on its connection.</summary>
    public int Id { get; }

    /// <summary>The response's status; to be read after <see cref="ReadHeadAsync"/>.</summary>
    public int StatusCode => _head.Status;

    /// <summary>How many headers the response has.</summary>
    public int HeaderCount => _head.Count;

    /// <summary>How many trailers the response has; to be read once the body has ended.</summary>
    public int TrailerCount => _parts.Trailers.Count;

    /// <summary>Whether the response has ended; there may be some of its body left to read.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>The name of a header, in lower case.</summary>
    public string HeaderName(int index) => _head[index].Name;

    /// <summary>The value of a header, read as Latin-1.</summary>
    public string HeaderValue(int index) => _head[index].Value;

    /// <summary>The first value of a header; null for none.</summary>
    /// <param name="name">The name, in lower case.</param>
    public string? FindHeader(string name) => _head.Find(name);

    /// <summary>The name of a trailer, in lower case.</summary>
    public string TrailerName(int index) => _parts.Trailers[index].Name;

    /// <summary>The value of a trailer, read as Latin-1.</summary>
    public string TrailerValue(int index) => _parts.Trailers[index].Value;

    /// <summary>The first value of a trailer; null for none.</summary>
    /// <param name="name">The name, in lower case.</param>
    public string? FindTrailer(string name) => _parts.Trailers.Find(name);

    /// <summary>Waits for the response's head; informational responses before it are passed over.</summary>
    /// <exception cref="Http2Exception">The request failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask ReadHeadAsync()
    {
        while (!TryReadHead(out var news))
            await news.ConfigureAwait(false);
    }

    /// <summary>Looks whether the response's head is there; informational responses before it are passed over.</summary>
    /// <param name="news">Where it isn't, completes when it may be.</param>
    /// <exception cref="Http2Exception">The request failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool TryReadHead(out ValueTask news)
    {
        news = default;
        lock (_lock)
        {
            if (_hasHead)
                return true;
            ThrowIfFailed();
            news = BeginWait();
            return false;
        }
    }

    /// <summary>Waits until there is something of the body to read, or nothing more to come.</summary>
    /// <returns>Whether there is something to read.</returns>
    /// <exception cref="Http2Exception">The request failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitForBodyAsync()
    {
        while (true)
        {
            ValueTask news;
            lock (_lock)
            {
                if (_parts.Body.Length > 0)
                    return true;
                if (_isEnded)
                    return false;
                ThrowIfFailed();
                news = BeginWait();
            }

            await news.ConfigureAwait(false);
        }
    }

    /// <summary>How much of the body is there to read.</summary>
    /// <param name="isEnd">Whether nothing comes after that.</param>
    public int Available(out bool isEnd)
    {
        lock (_lock)
        {
            isEnd = _isEnded;
            return _parts.Body.Length;
        }
    }

    /// <summary>Takes what has come of the body.</summary>
    /// <returns>How many bytes that were; 0 where there is nothing now.</returns>
    public int Read(Span<byte> destination)
    {
        int length;
        var reported = 0;
        bool isEnded;
        lock (_lock)
        {
            if (_isReleased)
                return 0;
            length = _parts.Body.Read(destination);
            isEnded = _isEnded;
            _unreported += length;
            if (_unreported >= ReportSize)
                (reported, _unreported) = (_unreported, 0);
        }

        if (reported > 0)
            _connection.Credit(isEnded ? null : this, reported);
        return length;
    }

    /// <summary>Sends a piece of the request's body, waiting for as much room as it needs.</summary>
    /// <param name="piece">The piece; its memory is the caller's again once the call has ended.</param>
    /// <param name="isEnd">Whether it is the last one.</param>
    /// <returns>False when the stream takes no more; reading the response says why.</returns>
    public ValueTask<bool> SendAsync(in ReadOnlySequence<byte> piece, bool isEnd)
    {
        var rest = piece;
        return _connection.Send(this, ref rest, isEnd, out var room) switch
        {
            SendResult.Done => new ValueTask<bool>(true),
            SendResult.Closed => new ValueTask<bool>(false),
            _ => SendRestAsync(rest, isEnd, room),
        };
    }

    /// <summary>Sends what waits, such as a head that no body has followed.</summary>
    public void Flush() => _connection.Flush();

    /// <summary>Ends the request and its response at once; what waits for them fails.</summary>
    /// <param name="reason">What those who wait are told.</param>
    public void Abort(Exception reason)
    {
        Fail(reason);
        _connection.Reset(this, Http2ErrorCode.Cancel);
        Wake();
    }

    /// <summary>
    /// Lets go of the stream, whoever else may be using it; what hasn't ended by then is cancelled. What has come of its headers stays readable,
    /// and nothing comes any more.
    /// </summary>
    /// <param name="reason">What those who wait are told.</param>
    public void Abandon(Exception reason)
    {
        int unread;
        lock (_lock)
        {
            if (!TryRelease(out unread))
                return;
            _failure ??= reason;
            _parts.Body.Clear();
        }

        _connection.Reset(this, Http2ErrorCode.Cancel, unread);
        Wake();
    }

    /// <summary>Lets go of the stream; what hasn't ended by then is cancelled. Nobody may use it afterwards.</summary>
    /// <param name="keepsHead">Whether the response's status and headers stay readable.</param>
    public void Release(bool keepsHead = false)
    {
        int unread;
        lock (_lock)
        {
            if (!TryRelease(out unread))
                return;
        }

        if (keepsHead)
            _parts.LeaveHead();
        _connection.Release(this, unread, _parts);
    }

    /// <summary>Takes a block of headers; the list is the connection's.</summary>
    /// <returns>What is wrong with it; null for nothing.</returns>
    internal string? OnHeaders(HeaderList headers, bool isEnd)
    {
        lock (_lock)
        {
            if (_isReleased)
                return null;
            if (!_hasHead)
            {
                if (headers.Status == 0)
                    return "The response has no status, or its head isn't well-formed.";
                if (headers.Status < 200)
                    return isEnd || headers.Status == 101 ? "The response ended with an informational head." : null;
                _head.Take(headers);
                _hasHead = true;
            }
            else
            {
                if (!isEnd || headers.Status != 0 || _isEnded)
                    return "The response has a second head, or trailers that don't end it.";
                _parts.Trailers.Take(headers);
            }

            _isEnded |= isEnd;
            return null;
        }
    }

    /// <summary>Takes a piece of the body.</summary>
    /// <returns>False where nobody reads it any more, so that it doesn't count as kept.</returns>
    internal bool OnData(ReadOnlySpan<byte> data, bool isEnd, out string? error)
    {
        error = null;
        lock (_lock)
        {
            if (_isReleased || _failure is not null)
                return false;
            if (!_hasHead || _isEnded)
            {
                error = "The response's body came before its head, or after its end.";
                return false;
            }

            _isEnded |= isEnd;
            if (data.IsEmpty)
                return true;
            _parts.Body.Append(data);
            return true;
        }
    }

    /// <summary>Ends the stream with a failure, unless the response is there whole.</summary>
    internal void Fail(Exception failure)
    {
        lock (_lock)
        {
            if (!_isEnded)
                _failure ??= failure;
        }
    }

    /// <summary>Lets what waits for news go on, where the options say.</summary>
    internal void Wake() => Wake(_connection.Options.RunContinuationsAsynchronously);

    /// <summary>Lets what waits for news go on.</summary>
    /// <param name="isElsewhere">Whether it does so on another thread; else right here.</param>
    internal void Wake(bool isElsewhere)
    {
        lock (_lock)
        {
            if (!_isWaiting)
                return;
            _isWaiting = false;
            _news.RunContinuationsAsynchronously = isElsewhere;
        }

        _news.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _news.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _news.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _news.OnCompleted(continuation, state, token, flags);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendRestAsync(ReadOnlySequence<byte> rest, bool isEnd, ValueTask room)
    {
        while (true)
        {
            await room.ConfigureAwait(false);
            switch (_connection.Send(this, ref rest, isEnd, out room))
            {
                case SendResult.Done:
                    return true;
                case SendResult.Closed:
                    return false;
            }
        }
    }

    // Under the lock.
    private bool TryRelease(out int unread)
    {
        unread = _unreported + _parts.Body.Length;
        if (_isReleased)
            return false;
        _isReleased = true;
        return true;
    }

    private ValueTask BeginWait()
    {
        _news.Reset();
        _isWaiting = true;
        return new ValueTask(this, _news.Version);
    }

    // What has come of a body before its failure can still be read; the failure is told after it.
    private void ThrowIfFailed()
    {
        if (_failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
    }
}
