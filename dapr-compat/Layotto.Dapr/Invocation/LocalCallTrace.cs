using Grpc.Core;
using Layotto.Dapr.Invocation.Wire;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// The callee's side of a call between sidecars as it is traced and measured: its span is the one that the app goes on from. This is the
/// one place where the trace of such a call is taken over.
/// </summary>
internal readonly struct LocalCallTrace
{
    private readonly InvocationMetrics _metrics;
    private readonly TraceSpan _span;
    private readonly string _caller;

    private LocalCallTrace(InvocationMetrics metrics, TraceSpan span, string caller)
    {
        _metrics = metrics;
        _span = span;
        _caller = caller;
    }

    /// <summary>Begins a call.</summary>
    /// <param name="options">Who this sidecar is.</param>
    /// <param name="head">The call; its headers get the context that the app is to go on from.</param>
    /// <param name="metadata">The metadata that the other sidecar sent beside the call, where it tells its own span.</param>
    public static LocalCallTrace Begin(InvocationOptions options, PeerRequestHead head, IHeaderDictionary metadata)
    {
        var metrics = options.Metrics.Invocation;
        var caller = options.Metrics.IsEnabled ? head.Find(InvocationHeaders.CallerAppId) ?? "" : "";
        metrics.RequestReceived(caller);
        if (options.Tracer.Mode == TraceMode.Off)
            return new LocalCallTrace(metrics, default, caller);
        var parent = TraceHeaders.Read(metadata);
        if (!parent.IsValid)
            parent = TraceHeaders.Read(head.Find(TraceHeaders.TraceParent), head.Find(TraceHeaders.TraceState));
        var span = options.Tracer.StartCallLocal(options.AppId, head.Method, parent);
        head.SetTrace(span.Context);
        return new LocalCallTrace(metrics, span, caller);
    }

    /// <summary>Begins a call that came as the request itself, so that its headers are the app's and tell the other sidecar's span too.</summary>
    /// <param name="options">Who this sidecar is.</param>
    /// <param name="method">The method that is called.</param>
    /// <param name="headers">The headers; they get the context that the app is to go on from.</param>
    public static LocalCallTrace Begin(InvocationOptions options, string method, IHeaderDictionary headers)
    {
        var metrics = options.Metrics.Invocation;
        var caller = options.Metrics.IsEnabled ? headers[InvocationHeaders.CallerAppId].ToString() : "";
        metrics.RequestReceived(caller);
        if (options.Tracer.Mode == TraceMode.Off)
            return new LocalCallTrace(metrics, default, caller);
        var parent = TraceHeaders.Read(headers);
        var span = options.Tracer.StartCallLocal(options.AppId, method, parent);
        if (span.IsRecorded || !parent.IsValid)
            TraceHeaders.Set(headers, span.Context);
        else
            TraceHeaders.Ensure(headers, options.Tracer);
        return new LocalCallTrace(metrics, span, caller);
    }

    /// <summary>The HTTP app has answered.</summary>
    public void Answered(int httpStatus)
    {
        _metrics.ResponseSent(_caller, httpStatus);
        if (!_span.IsRecorded)
            return;
        _span.SetAttribute(SpanAttributes.StatusCode, httpStatus.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _span.SetHttpStatus(httpStatus);
    }

    /// <summary>The gRPC app has answered, or the call came to nothing.</summary>
    public void Answered(Status status)
    {
        _metrics.ResponseSent(_caller, (int)status.StatusCode);
        if (status.StatusCode != StatusCode.OK)
            _span.SetError(status.Detail);
    }

    /// <summary>Ends the span.</summary>
    public void End() => _span.End();
}
