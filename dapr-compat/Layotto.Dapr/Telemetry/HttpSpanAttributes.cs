using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Telemetry;

/// <summary>What a span tells of an HTTP API call, as in Dapr. It is asked for only where the span is recorded.</summary>
internal static class HttpSpanAttributes
{
    private const int LongestText = 256;
    private const string AppIdHeader = "dapr-app-id";
    private const string InvokePrefix = "v1.0/invoke/";
    private const string MethodSegment = "/method/";

    /// <summary>Adds what is known when the call comes.</summary>
    public static void Describe(TraceSpan span, HttpRequest request, ReadOnlySpan<char> path, HttpRoute? route, string[] values)
    {
        var text = string.Concat("/", path[..Math.Min(path.Length, LongestText)]);
        span.SetName(text);
        span.SetAttribute(SpanAttributes.Protocol, SpanAttributes.Http);
        span.SetAttribute(SpanAttributes.Api, $"{request.Method} {text}");
        span.SetAttribute(SpanAttributes.RequestMethod, request.Method);
        span.SetAttribute(SpanAttributes.Url, text);
        switch (route?.Group.Name)
        {
            case SpanAttributes.State or SpanAttributes.Secrets or SpanAttributes.Bindings when values.Length > 0:
                span.SetAttribute(SpanAttributes.DatabaseSystem, route.Group.Name);
                span.SetAttribute(SpanAttributes.DatabaseConnection, route.Group.Name);
                span.SetAttribute(SpanAttributes.DatabaseStatement, $"{request.Method} {text}");
                span.SetAttribute(SpanAttributes.DatabaseName, values[0]);
                break;
            case "publish" when values.Length > 1:
                span.SetAttribute(SpanAttributes.MessagingSystem, SpanAttributes.PubSub);
                span.SetAttribute(SpanAttributes.MessagingDestination, values[1]);
                break;
            case null or "invoke":
                DescribeInvocation(span, request, path);
                break;
        }
    }

    /// <summary>Adds what is known once it is answered.</summary>
    public static void Finish(TraceSpan span, HttpContext context, int status)
    {
        span.SetAttribute(SpanAttributes.StatusCode, status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        span.SetAttribute(SpanAttributes.ServerAddress, context.Connection.LocalIpAddress?.ToString());
        if (context.Connection.LocalPort > 0)
            span.SetAttribute(SpanAttributes.ServerPort, context.Connection.LocalPort);
        UserHeaders.Add(span, context.Request.Headers);
        span.SetHttpStatus(status);
    }

    private static void DescribeInvocation(TraceSpan span, HttpRequest request, ReadOnlySpan<char> path)
    {
        var appId = request.Headers[AppIdHeader].ToString();
        var method = path;
        if (path.StartsWith(InvokePrefix, StringComparison.Ordinal))
        {
            var rest = path[InvokePrefix.Length..];
            var split = rest.IndexOf(MethodSegment, StringComparison.Ordinal);
            if (split < 1)
                return;
            appId = rest[..split].ToString();
            method = rest[(split + MethodSegment.Length)..];
        }

        if (appId.Length == 0)
            return;
        span.SetAttribute(SpanAttributes.RpcService, SpanAttributes.ServiceInvocation);
        span.SetAttribute(SpanAttributes.PeerName, appId);
        span.SetName(string.Concat("CallLocal/", appId, "/", method[..Math.Min(method.Length, LongestText)]));
    }
}
