using Layotto.Dapr.Http.Routing;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The shutdown API.</summary>
/// <param name="shutdown">Begins the shutdown and returns at once; its argument says whether to skip the graceful part.</param>
internal sealed class ShutdownRoutes(Action<bool> shutdown)
{
    /// <summary>The header, and the gRPC metadata key, that asks for an exit without the graceful part.</summary>
    public const string ForceHeader = "dapr-force-shutdown";

    public IEnumerable<HttpRoute> All => [Route(Post, V1, "shutdown", "shutdown", "Shutdown", ShutdownAsync)];

    private Task ShutdownAsync(HttpContext context, string[] values)
    {
        shutdown(string.Equals(context.Request.Headers[ForceHeader], "true", StringComparison.OrdinalIgnoreCase));
        HttpAnswer.Empty(context);
        return Task.CompletedTask;
    }
}
