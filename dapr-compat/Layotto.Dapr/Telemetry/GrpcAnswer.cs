using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Dapr.Telemetry;

/// <summary>Reads what a gRPC call was answered with.</summary>
internal static class GrpcAnswer
{
    /// <summary>A field such as <c>grpc-status</c>, from the trailers, or from the headers of an answer that has no message; empty when there is none.</summary>
    public static string Field(HttpContext context, string name)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        return trailers?[name].ToString() is { Length: > 0 } sent ? sent : context.Response.Headers[name].ToString();
    }
}
