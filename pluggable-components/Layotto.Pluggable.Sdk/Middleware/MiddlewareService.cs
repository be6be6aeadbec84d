using Grpc.Core;
using Layotto.Components.HttpMiddleware;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;
using HttpMiddlewareService = Layotto.Protos.Components.V1.HttpMiddleware;

namespace Layotto.Pluggable.Sdk.Middleware;

/// <summary>
/// An HTTP middleware as our service: it sees requests, changes them, and answers them; headers that it gives the answer before it passes a
/// request on are kept. What comes back from the rest of the pipeline passes it by, so one that changes answers can't be served, and a
/// request that shows it to be such a one fails.
/// </summary>
internal sealed class MiddlewareService(ComponentInstances instances) : HttpMiddlewareService.HttpMiddlewareBase
{
    // Nobody knows whether the middleware looks at bodies, so it is shown them.
    private const int MaxRequestBody = 16 * 1024 * 1024;

    public override async Task<HttpMiddlewareInitResponse> Init(InitRequest request, ServerCallContext context)
    {
        var response = await instances.InitialiseAsync<HttpMiddlewareInitResponse>(request, context).ConfigureAwait(false);
        response.WantsRequestBody = true;
        response.MaxRequestBodyBytes = MaxRequestBody;
        return response;
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<HandleRequestResponse> HandleRequest(HandleRequestRequest request, ServerCallContext context)
    {
        if (!request.Path.StartsWith('/'))
            throw ComponentErrors.BadField("path", "The field path must begin with a slash.");
        using var held = instances.Hold(context);
        using var seen = new SeenRequest(request, context.CancellationToken);
        await held.As<IHttpMiddleware>().InvokeAsync(seen.Context, seen.PassAsync).ConfigureAwait(false);
        return seen.Decide();
    }
}
