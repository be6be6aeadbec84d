using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Http2.Hpack;
using Layotto.LoadGenerator.Loop;

namespace Layotto.LoadGenerator.Http2;

/// <summary>
/// An HTTP/2 connection with prior knowledge and a bounded number of streams under way: h2c and gRPC. This half holds the
/// life of connection and streams; what each frame does is in Http2Connection.Frames.cs.
/// </summary>
internal sealed partial class Http2Connection : LoadConnection
{
    // Large enough that the server is never held up by this side, small enough that a stuck reader would show.
    private const int StreamWindow = 4 * 1024 * 1024;
    private const int ConnectionWindow = 64 * 1024 * 1024;

    private const int LastStreamId = int.MaxValue - 2;
    private const int Cancel = 8;

    private readonly Http2Request _request;
    private readonly int _maximumStreams;
    private readonly Dictionary<int, Http2Stream> _streams = [];
    private readonly Stack<Http2Stream> _pool = [];
    private readonly SendQueue _bodies;
    private readonly bool _endsWithBody;

    private PeerSettings _settings = new();
    private HpackDecoder _decoder = new();
    private HeaderBlockPair? _blocks;
    private int _nextStreamId;
    private bool _isGoingAway;
    private int _unacknowledged;

    public Http2Connection(
        LoadTarget target, EventPoll poll, int token, RequestLedger ledger, Http2Request request, int maximumStreams)
        : base(target, poll, token, ledger)
    {
        _request = request;
        _maximumStreams = maximumStreams;
        _bodies = new SendQueue(Output, request.Body);
        _endsWithBody = request.Shape != CallShape.PingPong;
    }

    public override int FreeSlots => IsReady && !_isGoingAway && _nextStreamId < LastStreamId
        ? Math.Min(_maximumStreams, _settings.MaximumConcurrentStreams) - _streams.Count
        : 0;

    public override int InFlight => _streams.Count;

    public override long OldestSent
    {
        get
        {
            var oldest = long.MaxValue;
            foreach (var stream in _streams.Values)
                oldest = Math.Min(oldest, stream.Sent);
            return oldest;
        }
    }

    // The header blocks depend on the server's table size, so nothing is sent before its settings are here.
    protected override bool IsProtocolReady => _blocks is not null;

    public override void Send(long started, long now)
    {
        var stream = _pool.TryPop(out var pooled) ? pooled : new Http2Stream();
        var isFirst = _nextStreamId == 1;
        stream.Begin(_nextStreamId, started, now, Ledger.Check.NextTally(), _settings.InitialWindow);
        _streams.Add(_nextStreamId, stream);
        _nextStreamId += 2;
        var hasBody = _request.Body.Length > 0;
        FrameWriter.WriteHeaders(Output, stream.Id, isFirst ? _blocks!.First : _blocks!.Later, endStream: !hasBody);
        if (hasBody)
            _bodies.Send(stream, _endsWithBody, _settings.MaximumFrameSize);
    }

    protected override void Start()
    {
        _settings = new PeerSettings();
        _decoder = new HpackDecoder();
        _blocks = null;
        _nextStreamId = 1;
        _isGoingAway = false;
        _unacknowledged = 0;
        _bodies.Reset();
        _headerBlock.Clear();
        _headerStreamId = 0;
        FrameWriter.WriteConnectionStart(Output, StreamWindow, ConnectionWindow);
    }

    protected override bool EndOfInput(long now) => false;

    protected override void FailInFlight(ErrorKind kind, string sentence)
    {
        Ledger.Errors.Add(kind, sentence, _streams.Count);
        foreach (var stream in _streams.Values)
            _pool.Push(stream);
        _streams.Clear();
        _bodies.Reset();
    }

    // The server ended the stream: the response is complete.
    private void Complete(Http2Stream stream, long now)
    {
        if (stream.Unsent > 0)
            FrameWriter.WriteReset(Output, stream.Id, Cancel);
        if (_request.IsGrpc && !stream.IsAtMessageBoundary)
            Ledger.Errors.Add(ErrorKind.GrpcMessage, "The response ended inside a message.");
        else if (Ledger.Check.Examine(stream.Status, stream.GrpcStatus, stream.Messages, stream.Body) is { } fault)
            Ledger.Errors.Add(fault.Kind, fault.Sentence);
        else if (_request.Shape != CallShape.PingPong)
            Ledger.Succeeded(stream.Started, now);
        Release(stream);
    }

    private void Release(Http2Stream stream)
    {
        _bodies.Remove(stream);
        _streams.Remove(stream.Id);
        _pool.Push(stream);
    }

    // A pong arrived: record the round trip and serve again, or end the stream after the last one.
    private void Return(Http2Stream stream, long now)
    {
        Ledger.Succeeded(stream.Started, now);
        stream.Pings++;
        stream.Started = now;
        stream.Sent = now;
        if (stream.Pings < _request.PingsPerStream)
            _bodies.Send(stream, endStream: false, _settings.MaximumFrameSize);
        else
            FrameWriter.WriteData(Output, stream.Id, [], endStream: true);
    }
}
