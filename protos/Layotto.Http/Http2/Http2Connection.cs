namespace Layotto.Http.Http2;

/// <summary>
/// A connection over HTTP/2 (RFC 9113) with prior knowledge. One loop reads it; whoever sends adds to a buffer, and one sender at a time sends
/// what has come together there.
/// </summary>
internal sealed partial class Http2Connection
{
    // As many streams as are under way at once on most connections; each holds some 5 KiB.
    private const int MostParts = 128;

    private readonly Http2Pool _pool;
    private readonly Stream _wire;
    private readonly Http2Options _options;

    // Guards what streams and sender have in common. No stream's lock is held when it is taken, and nothing that waits is woken inside.
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Http2Stream> _streams = [];
    private readonly Stack<StreamParts> _parts = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _nextId = 1;
    private int _maxStreams = int.MaxValue;
    private bool _isDraining;
    private Exception? _closeReason;
    private long _idleSince;

    internal Http2Connection(Http2Pool pool, Stream wire)
    {
        _pool = pool;
        _wire = wire;
        _options = pool.Options;
        _head = new Http2HeadWriter(_encoder, _options.IsSecure);
        _headers = new HeaderList(_options.MaxHeaderSize);
        _decoder = new Hpack.HpackDecoder(Hpack.HpackEncoder.LargestTable);
        _idleSince = _options.TimeProvider.GetTimestamp();
    }

    /// <summary>How connections are made and kept.</summary>
    public Http2Options Options => _options;

    /// <summary>Completes when the server has said its settings; fails when it doesn't.</summary>
    public Task Ready => _ready.Task;

    /// <summary>How many streams the server allows at a time.</summary>
    public int MaxStreams => Volatile.Read(ref _maxStreams);

    /// <summary>Whether it takes requests.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return !_isDraining;
        }
    }

    /// <summary>Begins to speak.</summary>
    public void Start()
    {
        AppendPreface();
        _settingsSent = _options.TimeProvider.GetTimestamp();
        Flush();
        _ = ReadAsync();
    }

    /// <summary>Begins a request: its head goes out with what is sent next.</summary>
    /// <param name="head">The head.</param>
    /// <returns>The stream; null where the connection takes no more.</returns>
    public Http2Stream? TryOpen(IHttp2RequestHead head)
    {
        lock (_lock)
        {
            if (_isDraining || _streams.Count >= _maxStreams)
                return null;
            var stream = new Http2Stream(this, _nextId, _parts.TryPop(out var parts) ? parts : new StreamParts(_options.MaxHeaderSize)) { SendWindow = _peerStreamWindow, ReceiveWindow = _options.StreamWindow };
            AppendHead(stream.Id, head);
            _nextId += 2;
            _budget = Math.Min(Budget, _budget + 1);

            // The numbers are used up at some time.
            _isDraining = _nextId < 0;
            _streams.Add(stream.Id, stream);
            return stream;
        }
    }

    /// <summary>Ends a stream that isn't at its end already, and tells the server.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="code">What the server is told.</param>
    /// <param name="unread">How many bytes of the response nobody has read, and nobody will.</param>
    public void Reset(Http2Stream stream, Http2ErrorCode code, int unread = 0) => End(stream, code, unread, null);

    /// <summary>Lets go of a stream.</summary>
    public void Release(Http2Stream stream, int unread, StreamParts parts)
    {
        parts.Clear();
        End(stream, Http2ErrorCode.Cancel, unread, parts);
    }

    /// <summary>Takes no more requests; the connection closes when those that it has are over.</summary>
    public void Drain()
    {
        bool isOver;
        lock (_lock)
        {
            _isDraining = true;
            isOver = _streams.Count == 0;
        }

        if (isOver)
            Close(new Http2Exception(Http2Failure.Lost, Http2ErrorCode.NoError, "The connection was closed."));
    }

    /// <summary>Closes the connection at once. Streams that haven't ended fail.</summary>
    public void Close(Exception reason)
    {
        Http2Stream[] streams;
        lock (_lock)
        {
            if (_closeReason is not null)
                return;
            _closeReason = reason;
            _isDraining = true;
            streams = [.. _streams.Values];
            _streams.Clear();
            foreach (var stream in streams)
                stream.IsSendClosed = stream.IsReceiveClosed = true;
        }

        _wire.Dispose();
        _ready.TrySetException(reason);
        _pool.OnClosed(this);
        foreach (var stream in streams)
        {
            stream.Fail(reason);
            stream.Wake();
            WakeSender(stream);
        }
    }

    /// <summary>Looks after what has to happen in time.</summary>
    public void Tick()
    {
        var isIdle = false;
        var isLate = false;
        lock (_lock)
        {
            _budget = Budget;
            var time = _options.TimeProvider;
            isIdle = _streams.Count == 0 && _options.IdleTimeout != Timeout.InfiniteTimeSpan && time.GetElapsedTime(_idleSince) >= _options.IdleTimeout;
            isLate = !_isAcknowledged && time.GetElapsedTime(_settingsSent) >= _options.SettingsTimeout;
            _isDraining |= isIdle;
        }

        if (isLate)
            Abandon(Http2Exception.Broken(Http2ErrorCode.SettingsTimeout, "The server did not acknowledge the settings in time."));
        else if (isIdle)
            Drain();
    }

    private void End(Http2Stream stream, Http2ErrorCode code, int unread, StreamParts? parts)
    {
        SendSignal? sender;
        bool isRemoved, flushes;
        lock (_lock)
        {
            if (parts is not null && _parts.Count < MostParts)
                _parts.Push(parts);
            if (unread > 0)
                CreditConnection(unread);
            if (_closeReason is null && !stream.IsClosed)
                AppendReset(stream.Id, code);
            sender = Finish(stream, out isRemoved);
            flushes = BeginFlush();
        }

        sender?.Set();
        if (isRemoved)
            OnRemoved();
        if (flushes)
            StartFlush();
    }

    // Under the lock.
    private SendSignal? Finish(Http2Stream stream, out bool isRemoved)
    {
        stream.IsSendClosed = stream.IsReceiveClosed = true;
        isRemoved = Remove(stream);
        return stream.EndSenderWait();
    }

    // Under the lock.
    private bool Remove(Http2Stream stream)
    {
        if (!_streams.Remove(stream.Id))
            return false;
        if (_streams.Count == 0)
            _idleSince = _options.TimeProvider.GetTimestamp();
        return true;
    }

    private void WakeSender(Http2Stream stream)
    {
        SendSignal? sender;
        lock (_lock)
            sender = stream.EndSenderWait();
        sender?.Set();
    }

    // There is room for another request, or nothing left to do.
    private void OnRemoved()
    {
        bool isOver;
        lock (_lock)
            isOver = _isDraining && _streams.Count == 0;
        if (isOver)
            Drain();
        else
            _pool.OnRoom(1);
    }
}
