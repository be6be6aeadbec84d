using System.Diagnostics;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Telemetry;

/// <summary>Traces the calls of a gRPC port: those of Dapr's services and those that are passed on to an app.</summary>
/// <param name="tracer">Starts spans.</param>
/// <param name="appId">This app, which a call may be passed on to.</param>
internal sealed class GrpcTelemetry(Tracer tracer, string appId)
{
    private const string DaprPrefix = "/dapr.proto.";
    private const string InvokeService = "/dapr.proto.runtime.v1.Dapr/InvokeService";
    private const string HealthPrefix = "/grpc.health.";
    private const string ReflectionPrefix = "/grpc.reflection.";

    /// <summary>Begins a call: looks at its baggage, and starts its span.</summary>
    /// <param name="context">The call.</param>
    /// <param name="path">Its path.</param>
    /// <param name="span">The span, to be handed to <see cref="End"/>.</param>
    /// <returns>What is wrong with the baggage, so that the call is to be refused; or null.</returns>
    public string? Begin(HttpContext context, string path, out TraceSpan span)
    {
        span = default;
        if (path.StartsWith(HealthPrefix, StringComparison.Ordinal) || path.StartsWith(ReflectionPrefix, StringComparison.Ordinal))
            return null;
        if (BaggageHeader.Accept(context) is { } problem)
            return $"invalid baggage header: {problem}";
        if (tracer.Mode != TraceMode.Record)
            return null;

        var headers = context.Request.Headers;
        var parent = TraceHeaders.Read(headers);
        var isProxied = !path.StartsWith(DaprPrefix, StringComparison.Ordinal);
        span = tracer.Start(path, isProxied && IsForThisApp(headers) ? ActivityKind.Server : ActivityKind.Client, parent);

        // From here on the call's metadata has the span's context, and so does whatever is made of it.
        if (span.IsRecorded || !parent.IsValid)
            TraceHeaders.Set(headers, span.Context);
        if (!isProxied && path != InvokeService)
            context.Response.Headers[TraceHeaders.GrpcTraceBinary] = span.Context.ToBinaryText();
        if (span.IsRecorded)
        {
            context.Features.Set(new RequestTrace(span));
            span.SetAttribute(SpanAttributes.Protocol, SpanAttributes.Grpc);
            span.SetAttribute(SpanAttributes.Api, path);
        }

        return null;
    }

    /// <summary>Ends a call that was answered.</summary>
    public static void End(HttpContext context, TraceSpan span)
    {
        if (!span.IsRecorded)
            return;
        UserHeaders.Add(span, context.Request.Headers);
        if (GrpcAnswer.Field(context, "grpc-status") is not ("0" or ""))
            span.SetError(Uri.UnescapeDataString(GrpcAnswer.Field(context, "grpc-message")));
        span.End();
    }

    private bool IsForThisApp(IHeaderDictionary headers)
    {
        var callee = headers["dapr-callee-app-id"].ToString();
        return (callee.Length > 0 ? callee : headers["dapr-app-id"].ToString()) == appId;
    }
}
