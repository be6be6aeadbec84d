using System.Net.Http.Headers;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;

namespace Layotto.Dapr.Invocation;

/// <summary>One call to the app of another sidecar, with as many attempts as a policy makes.</summary>
internal sealed class PeerCall : IAsyncDisposable
{
    private static readonly MediaTypeHeaderValue Grpc = new("application/grpc");

    private readonly PeerCalls _calls;
    private readonly AppTarget _target;
    private readonly ReadOnlyMemory<byte> _head;
    private readonly TraceContext _trace;
    private readonly PumpContent? _pump;
    private KeptContent? _kept;
    private PeerResponse? _response;
    private int _attempts;

    /// <summary>Creates the call; it has no body beyond its head unless one is given.</summary>
    public PeerCall(PeerCalls calls, AppTarget target, ReadOnlyMemory<byte> head, InboundBody? body, TraceContext trace)
    {
        _calls = calls;
        _target = target;
        _head = head;
        _trace = trace;
        if (body is not null)
            _pump = new ChunkedContent(head, body) { Headers = { ContentType = Grpc } };
    }

    /// <summary>Whether all of the request was sent, and nothing reads its memory any more.</summary>
    public bool IsSent => _attempts == 1 && _kept is { IsSent: true };

    /// <summary>Makes an attempt; the answer of an earlier one is let go.</summary>
    public async Task<PeerResponse> AttemptAsync(CancellationToken cancellationToken)
    {
        _attempts++;
        _response?.Dispose();
        _response = null;
        HttpContent? content = _pump;
        content ??= _kept = new KeptContent(_head, hasLength: false) { Headers = { ContentType = Grpc } };
        return _response = await _calls.SendAsync(_target, content, _pump is null ? _head : null, _trace, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Judges an attempt.</summary>
    public AttemptStatus Judge(PeerResponse? response, Exception? exception)
        => Judgement.Of(response is { Head.IsHttp: true } ? response.Head.Code : 0, exception, isReplayable: _pump is null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_pump is not null)
            await _pump.StopAsync().ConfigureAwait(false);
        _response?.Dispose();
    }
}
