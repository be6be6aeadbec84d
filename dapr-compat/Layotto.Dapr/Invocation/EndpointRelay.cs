using System.Net;
using Layotto.Dapr.Apps;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>A call to a server beyond the sidecars. It is told nothing of who calls, and gets no token of ours.</summary>
internal sealed class EndpointRelay(
    HttpContext context,
    string method,
    long maxBodySize,
    string baseUrl,
    IReadOnlyList<KeyValuePair<string, string>> headers,
    AppHttpSender send) : HttpRelay(context, maxBodySize, send)
{
    protected override HttpRequestMessage CreateRequest() => new(Verbs.MethodOf(Verbs.NumberOf(Source.Method)), Address())
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
    };

    protected override void AddOwnHeaders(HttpRequestMessage request)
    {
        foreach (var (name, value) in headers)
        {
            if (name.Equals(InvocationHeaders.ContentType, StringComparison.OrdinalIgnoreCase) && request.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
                continue;
            }

            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private Uri Address()
    {
        var path = method.Length == 0 ? "" : MethodPath.ToHttp(method);
        try
        {
            var uri = HttpHandlers.Verbatim(baseUrl.TrimEnd('/') + (path.Length == 0 ? "/" : path) + Source.QueryString.Value);
            return uri.Host.Length > 0 ? uri : throw new UriFormatException("it has no host");
        }
        catch (UriFormatException exception)
        {
            throw new InvocationException($"the address can't be called: {exception.Message}", exception);
        }
    }
}
