using System.Diagnostics;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Telemetry;

/// <summary>Measures and traces calls of the HTTP API.</summary>
/// <param name="metrics">What is measured.</param>
/// <param name="tracer">Starts spans.</param>
internal sealed class HttpTelemetry(HttpServerMetrics metrics, Tracer tracer)
{
    /// <summary>Makes one, or none when nothing is to be measured or traced.</summary>
    public static HttpTelemetry? Create(GatewayMetrics metrics, Tracer tracer)
        => metrics.IsEnabled || tracer.Mode != TraceMode.Off ? new HttpTelemetry(metrics.Http, tracer) : null;

    /// <summary>Begins a call: looks at its baggage, and starts its span.</summary>
    /// <param name="context">The call.</param>
    /// <param name="path">Its path, clean.</param>
    /// <param name="route">Its route, or null.</param>
    /// <param name="values">The values of the route's parameters.</param>
    /// <param name="span">The span, to be handed to <see cref="End"/>.</param>
    /// <returns>What is wrong with the baggage, so that the call is to be refused; or null.</returns>
    public string? Begin(HttpContext context, ReadOnlySpan<char> path, HttpRoute? route, string[] values, out TraceSpan span)
    {
        span = default;
        if (tracer.Mode == TraceMode.Off || route is { IsHealthCheck: true })
            return null;
        if (BaggageHeader.Accept(context) is { } problem)
            return $"invalid baggage header: {problem}";
        if (tracer.Mode != TraceMode.Record)
            return null;

        var headers = context.Request.Headers;
        var parent = TraceHeaders.Read(headers);
        span = tracer.Start("http", ActivityKind.Client, parent);

        // From here on the request's headers have the span's context, and so does whatever is made of them on the way to an app, a
        // sidecar, a broker or a binding.
        if (span.IsRecorded || !parent.IsValid)
            TraceHeaders.Set(headers, span.Context);

        // A caller's own context needs no new text.
        var response = context.Response.Headers;
        response.TraceParent = headers.TraceParent.Count == 1 ? headers.TraceParent : span.Context.ToTraceParent();
        if (span.Context.State is { } state)
            response.TraceState = state;
        if (span.IsRecorded)
        {
            context.Features.Set(new RequestTrace(span));
            HttpSpanAttributes.Describe(span, context.Request, path, route, values);
        }

        return null;
    }

    /// <summary>Ends a call that was answered.</summary>
    /// <param name="context">The call.</param>
    /// <param name="target">Its raw target as it came; a middleware may have sent it elsewhere since.</param>
    /// <param name="start">When it began.</param>
    /// <param name="span">Its span.</param>
    public void End(HttpContext context, string target, long start, TraceSpan span)
    {
        var status = context.Response.StatusCode;
        if (metrics.IsEnabled)
        {
            var path = RequestPath.Clean(RequestPath.OfTarget(target));
            var sent = context.Response.ContentLength ?? (status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified ? 0 : null);
            metrics.Completed(path, context.Request.Method, status, context.Request.ContentLength, sent, start);
        }

        if (!span.IsRecorded)
            return;
        HttpSpanAttributes.Finish(span, context, status);
        span.End();
    }

    /// <summary>Ends a call once it is answered.</summary>
    public async Task EndAsync(HttpContext context, string target, Task answering, long start, TraceSpan span)
    {
        try
        {
            await answering.ConfigureAwait(false);
        }
        finally
        {
            End(context, target, start, span);
        }
    }
}
