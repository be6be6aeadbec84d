using System.Collections.Frozen;
using System.Net.Http.Headers;
using Layotto.Dapr.Http;

namespace Layotto.Dapr.Apps;

/// <summary>The headers of what the app is sent.</summary>
internal static class AppHeaders
{
    // What frames a message belongs to the connection; the token is the channel's business.
    private static readonly FrozenSet<string> Own = new[]
    {
        "connection", "content-length", "content-type", "host", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade", "expect", ApiToken.HeaderName,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Marks a body as JSON, as Dapr marks everything it sends to an app, and adds metadata as headers; what can't be one is left out.</summary>
    public static void Add(HttpRequestMessage request, IReadOnlyDictionary<string, string> metadata)
    {
        if (request.Content is { } content)
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (key, value) in metadata)
        {
            if (!Own.Contains(key) && HttpAnswer.IsHeader(key, value) && !request.Headers.TryAddWithoutValidation(key, value))
                request.Content?.Headers.TryAddWithoutValidation(key, value);
        }
    }
}
