using System.Diagnostics.CodeAnalysis;
using Layotto.Dapr.Apps;
using Layotto.Runtime.Resiliency;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// One call that is passed on over HTTP as it came: to the app beside this sidecar, or to a server beyond the sidecars. Its body streams
/// both ways.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A run stops its pump before it returns, and there is none before.")]
internal abstract class HttpRelay
{
    private static readonly Func<HttpResponseMessage?, Exception?, AttemptStatus> JudgeReplayable =
        static (response, exception) => Judgement.Of((int?)response?.StatusCode ?? 0, exception, isReplayable: true);

    private static readonly Func<HttpResponseMessage?, Exception?, AttemptStatus> JudgeOnce =
        static (response, exception) => Judgement.Of((int?)response?.StatusCode ?? 0, exception, isReplayable: false);

    private readonly HttpContext _context;
    private readonly InboundBody? _body;
    private readonly AppHttpSender _send;
    private HttpResponseMessage? _last;
    private PumpContent? _pump;

    /// <summary>Prepares a call.</summary>
    /// <param name="context">The request that is passed on.</param>
    /// <param name="maxBodySize">The most bytes its body may have.</param>
    /// <param name="send">Sends requests.</param>
    /// <param name="isPeer">Whether another sidecar has sent it.</param>
    protected HttpRelay(HttpContext context, long maxBodySize, AppHttpSender send, bool isPeer = false)
    {
        IsPeer = isPeer;
        _context = context;
        _body = InboundBody.Of(context, maxBodySize);
        _send = send;
    }

    /// <summary>Whether another sidecar has sent the request.</summary>
    protected bool IsPeer { get; }

    /// <summary>The request that is passed on.</summary>
    protected HttpRequest Source => _context.Request;

    /// <summary>Makes the call and copies the answer.</summary>
    /// <param name="policy">What stands between.</param>
    public async Task RunAsync(ResiliencePolicy policy)
    {
        var aborted = _context.RequestAborted;
        try
        {
            if (_body is not null)
                await _body.KeepAsync(waits: policy.Retries, aborted).ConfigureAwait(false);
            var judge = _body is null or { IsKept: true } ? JudgeReplayable : JudgeOnce;
            var response = policy.IsEmpty
                ? await AttemptAsync(aborted).ConfigureAwait(false)
                : await policy.ExecuteAsync(static (relay, token) => new ValueTask<HttpResponseMessage>(relay.AttemptAsync(token)), this, judge, aborted).ConfigureAwait(false);
            await AppResponse.CopyAsync(response, _context, aborted).ConfigureAwait(false);
            _body?.Release();
        }
        finally
        {
            if (_pump is not null)
                await _pump.StopAsync().ConfigureAwait(false);
            _last?.Dispose();
        }
    }

    /// <summary>Makes a request without headers or body.</summary>
    protected abstract HttpRequestMessage CreateRequest();

    /// <summary>Sets the headers that aren't the caller's, over those that are.</summary>
    protected abstract void AddOwnHeaders(HttpRequestMessage request);

    private async Task<HttpResponseMessage> AttemptAsync(CancellationToken cancellationToken)
    {
        _last?.Dispose();
        _last = null;
        var request = CreateRequest();
        if (_body is { IsKept: true })
            request.Content = new KeptContent(_body.Kept);
        else if (_body is not null)
            request.Content = _pump = new StreamedContent(_body);
        AppRequest.AddHeaders(request, Source.Headers, IsPeer);
        AddOwnHeaders(request);
        return _last = await _send(request, cancellationToken).ConfigureAwait(false);
    }
}
