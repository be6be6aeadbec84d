using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>The headers by which sidecars address and identify apps, and what becomes of a caller's headers on their way.</summary>
internal static class InvocationHeaders
{
    public const string AppId = "dapr-app-id";
    public const string CallerAppId = "dapr-caller-app-id";
    public const string CallerNamespace = "dapr-caller-namespace";
    public const string CalleeAppId = "dapr-callee-app-id";

    /// <summary>Between sidecars only.</summary>
    public const string Destination = "destination-app-id";

    public const string ForwardedFor = "X-Forwarded-For";
    public const string ForwardedHost = "X-Forwarded-Host";
    public const string Forwarded = "Forwarded";

    public const string ContentType = "Content-Type";
    public const string ContentLength = "Content-Length";

    /// <summary>
    /// Whether a caller's header stays behind: it is about this hop, it is a token for this hop, or it says who calls, which only a
    /// sidecar may say. The length and type of the body are told apart from the headers.
    /// </summary>
    public static bool StaysBehind(string name) => name.Length switch
    {
        4 => Is(name, "host"),
        6 => Is(name, "expect"),
        11 => Is(name, AppId),
        12 => Is(name, ContentType),
        14 => Is(name, ContentLength) || Is(name, ApiToken.HeaderName) || HopByHop.Contains(name),
        18 => Is(name, CallerAppId) || Is(name, CalleeAppId) || Is(name, Destination) || HopByHop.Contains(name),
        21 => Is(name, CallerNamespace),
        _ => name.Length == 0 || name[0] == ':' || HopByHop.Contains(name),
    };

    /// <summary>Whether a header says who calls whom.</summary>
    public static bool IsIdentity(string name) => name.Length is 18 or 21 && (Is(name, CallerAppId) || Is(name, CalleeAppId) || Is(name, CallerNamespace));

    /// <summary>Whether a header says by which way a call came.</summary>
    public static bool IsForwarding(string name) => name.Length switch
    {
        9 => Is(name, Forwarded),
        15 => Is(name, ForwardedFor),
        16 => Is(name, ForwardedHost),
        _ => false,
    };

    /// <summary>
    /// Whether a header is one of those that HTTP itself registers, which gRPC metadata may not be named like; they get Dapr's prefix
    /// on their way to a gRPC app.
    /// </summary>
    public static bool IsPermanent(string name) => name.ToLowerInvariant() is
        "accept" or "accept-charset" or "accept-language" or "accept-ranges" or "cache-control" or "content-type" or "content-length"
        or "connection" or "cookie" or "date" or "expect" or "from" or "host" or "if-match" or "if-modified-since" or "if-none-match"
        or "if-schedule-tag-match" or "if-unmodified-since" or "keep-alive" or "max-forwards" or "origin" or "pragma" or "proxy-connection"
        or "referer" or "transfer-encoding" or "upgrade" or "via" or "warning";

    /// <summary>
    /// Whether a header of an app's answer gives way to the gateway's own: where calls are traced the answer has the trace context already,
    /// and the caller's baggage.
    /// </summary>
    public static bool GivesWay(string name, IHeaderDictionary answer) => name.Length switch
    {
        7 => Is(name, TraceHeaders.Baggage) && answer.Baggage.Count > 0,
        10 => Is(name, TraceHeaders.TraceState) && answer.TraceParent.Count > 0,
        11 => Is(name, TraceHeaders.TraceParent) && answer.TraceParent.Count > 0,
        _ => false,
    };

    private static bool Is(string name, string header) => name.Equals(header, StringComparison.OrdinalIgnoreCase);
}
