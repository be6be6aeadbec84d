using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Grpc.Hosting;

/// <summary>Handles requests of a host that runs inline (<see cref="KestrelHostOptions.RunsInline"/>) on the thread pool, as they may block.</summary>
public static class PooledRequests
{
    /// <summary>Handles a request; also what follows a wait for its body runs on the thread pool.</summary>
    public static Task HandleAsync(HttpContext context, RequestDelegate handler)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(handler);
        return HttpProtocol.IsHttp2(context.Request.Protocol) ? handler(context) : SwitchAsync(context, handler);
    }

    private static async Task SwitchAsync(HttpContext context, RequestDelegate handler)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
            context.Request.Body = new PooledReads(context.Request.Body);
        await default(PoolThread);
        await handler(context).ConfigureAwait(false);
    }
}
