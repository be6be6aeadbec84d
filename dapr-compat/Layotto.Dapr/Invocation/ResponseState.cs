using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>Whether a response can still become an error.</summary>
internal static class ResponseState
{
    /// <summary>Whether any of it was sent, or waits to be.</summary>
    public static bool HasBegun(HttpResponse response)
        => response.HasStarted || (response.BodyWriter.CanGetUnflushedBytes && response.BodyWriter.UnflushedBytes > 0);
}
