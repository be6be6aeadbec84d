using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>Writes the headers of requests to apps and to servers beyond the sidecars. This is the one place where they are set.</summary>
internal static class AppRequest
{
    /// <summary>Adds the headers of a request that came over HTTP.</summary>
    /// <param name="request">Takes them.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="isPeer">Whether another sidecar has sent it; that has said who calls, and is believed.</param>
    public static void AddHeaders(HttpRequestMessage request, IHeaderDictionary headers, bool isPeer = false)
    {
        var connection = headers.Connection;
        foreach (var (name, values) in headers)
        {
            if ((InvocationHeaders.StaysBehind(name) && !(isPeer && InvocationHeaders.IsIdentity(name))) || (connection.Count > 0 && HopByHop.Names(connection, name)))
                continue;
            Add(request, name, values);
        }

        AddContentType(request, headers.ContentType.ToString());
    }

    /// <summary>Adds the metadata of a call that came over gRPC.</summary>
    public static void AddHeaders(HttpRequestMessage request, IEnumerable<KeyValuePair<string, string>> metadata, string contentType)
    {
        foreach (var (name, value) in metadata)
        {
            if (!InvocationHeaders.StaysBehind(name))
                AddChecked(request, name, value);
        }

        AddContentType(request, contentType);
    }

    /// <summary>Adds the headers of a call that another sidecar sent; it has said who calls, and is believed.</summary>
    public static void AddHeaders(HttpRequestMessage request, Wire.PeerRequestHead head)
    {
        var connection = head.Connection();
        foreach (var (name, value) in head.Headers)
        {
            if (InvocationHeaders.IsIdentity(name) || !(InvocationHeaders.StaysBehind(name) || (connection.Count > 0 && HopByHop.Names(connection, name))))
                AddChecked(request, name, value);
        }

        AddContentType(request, head.ContentType);
    }

    /// <summary>Says who calls whom.</summary>
    public static void AddIdentity(HttpRequestMessage request, string callerNamespace, string callerAppId, string calleeAppId)
    {
        request.Headers.TryAddWithoutValidation(InvocationHeaders.CallerNamespace, callerNamespace);
        request.Headers.TryAddWithoutValidation(InvocationHeaders.CallerAppId, callerAppId);
        request.Headers.TryAddWithoutValidation(InvocationHeaders.CalleeAppId, calleeAppId);
    }

    // Bytes of gRPC metadata have no place among HTTP headers; the trace is carried in text too.
    private static void AddChecked(HttpRequestMessage request, string name, string value)
    {
        if (!name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase) && HeaderText.IsHeader(name, value))
            Add(request, GrpcMetadata.ToHttpName(name), value);
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
            Content(request).Headers.TryAddWithoutValidation(name, value);
    }

    private static void Add(HttpRequestMessage request, string name, StringValues values)
    {
        if (values.Count == 1)
            Add(request, name, values[0] ?? "");
        else if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            Content(request).Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
    }

    private static void AddContentType(HttpRequestMessage request, string contentType)
    {
        if (contentType.Length > 0)
            Content(request).Headers.TryAddWithoutValidation(InvocationHeaders.ContentType, contentType);
    }

    // Some headers are about a body; a request without one may have them all the same.
    private static HttpContent Content(HttpRequestMessage request) => request.Content ??= new KeptContent(default);
}
