using Grpc.Core;
using Layotto.Http.Http2;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>One gRPC call that is passed on, with as many attempts as a policy makes.</summary>
internal sealed class ProxiedCall(
    GrpcProxy proxy, InvocationOptions options, HttpContext context, AppTarget target, string path, bool isLocal, bool isPeer, ProxiedBody body)
    : IHttp2RequestHead, IAsyncDisposable
{
    private ProxiedExchange? _exchange;
    private Action? _leave;

    /// <summary>The app that is called.</summary>
    public AppTarget Target => target;

    /// <summary>Whether it is the app beside this sidecar.</summary>
    public bool IsLocal => isLocal;

    /// <summary>The messages.</summary>
    public ProxiedBody Body => body;

    /// <summary>The method, as <c>/service/method</c>.</summary>
    public string Path => path;

    /// <summary>gRPC's content type.</summary>
    public string ContentType => context.Request.ContentType ?? "application/grpc";

    /// <summary>The app's token; null for none.</summary>
    public string? Token { get; set; }

    string IHttp2RequestHead.Method => "POST";

    /// <summary>Makes an attempt; the answer of an earlier one is let go.</summary>
    public ValueTask<ProxiedExchange> AttemptAsync(CancellationToken cancellationToken)
        => _exchange is null ? proxy.SendAsync(this, cancellationToken) : AttemptAgainAsync(_exchange, cancellationToken);

    /// <summary>The attempt has got an answer, which is let go with the call.</summary>
    public void Took(ProxiedExchange exchange) => _exchange = exchange;

    /// <summary>The attempt has failed.</summary>
    public void Failed(RpcException exception)
    {
        if (!isLocal)
            proxy.Doubt(target, exception.StatusCode);
    }

    /// <summary>Judges an attempt. Only what ends with a status alone can be a failure: what has begun to answer has been accepted.</summary>
    public AttemptStatus Judge(ProxiedExchange? exchange, Exception? exception)
        => exchange?.End is { StatusCode: not StatusCode.OK } status
            ? new AttemptStatus(IsFailure: true, IsPermanent: !body.IsWhole, GrpcStatus: (int)status.StatusCode)
            : Judgement.Of(0, exception, body.IsWhole);

    /// <summary>Notes what has to happen when the present attempt is over.</summary>
    public void Hold(Action leave) => _leave = leave;

    /// <summary>The present attempt is over.</summary>
    public void Leave()
    {
        var leave = _leave;
        _leave = null;
        leave?.Invoke();
    }

    /// <summary>Adds the headers that go on. This is the one place where they are chosen. A peer has said who calls; an app may not.</summary>
    public void AddHeaders<TTarget>(TTarget to, Action<TTarget, string, StringValues> add)
    {
        var headers = context.Request.Headers;
        foreach (var (name, values) in headers)
        {
            var isKept = isPeer && InvocationHeaders.IsIdentity(name);
            if (isKept || !InvocationHeaders.StaysBehind(name))
                add(to, name, values);
        }

        // The trace is among them; apps, and sidecars of Dapr's, look for its binary form.
        if (!headers.ContainsKey(TraceHeaders.GrpcTraceBinary) && TraceHeaders.Read(headers) is { IsValid: true } trace)
            add(to, TraceHeaders.GrpcTraceBinary, trace.ToBinaryText());
        if (isPeer)
            return;
        add(to, InvocationHeaders.CallerAppId, options.AppId);
        add(to, InvocationHeaders.CallerNamespace, options.Namespace);
        add(to, InvocationHeaders.CalleeAppId, target.AppId);
    }

    void IHttp2RequestHead.AddHeaders(Http2HeadWriter writer)
    {
        writer.Add("te", "trailers");
        writer.Add("content-type", ContentType);
        if (Token is not null)
            writer.Add(ApiToken.HeaderName, Token);
        AddHeaders(writer, static (writer, name, values) => writer.Add(name, values));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        var ending = _exchange?.DisposeAsync() ?? default;
        if (!ending.IsCompletedSuccessfully)
            return EndAsync(ending);
        body.Release();
        return default;
    }

    private async ValueTask EndAsync(ValueTask ending)
    {
        await ending.ConfigureAwait(false);
        body.Release();
    }

    private async ValueTask<ProxiedExchange> AttemptAgainAsync(ProxiedExchange earlier, CancellationToken cancellationToken)
    {
        _exchange = null;
        await earlier.DisposeAsync().ConfigureAwait(false);
        return await proxy.SendAsync(this, cancellationToken).ConfigureAwait(false);
    }
}
