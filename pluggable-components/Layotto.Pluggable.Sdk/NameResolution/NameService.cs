using Grpc.Core;
using Layotto.Components.NameResolution;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Sdk.NameResolution;

/// <summary>A name resolver as our service. Each sidecar has one of its own, whose disposal takes the sidecar's registration back.</summary>
internal sealed class NameService(ComponentInstances instances) : NameResolver.NameResolverBase
{
    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        await instances.InitialiseOwnAsync(request, context).ConfigureAwait(false);
        return new InitResponse();
    }

    public override async Task<PingResponse> Ping(PingRequest request, ServerCallContext context)
    {
        await instances.PingAsync(context).ConfigureAwait(false);
        return new PingResponse();
    }

    public override async Task<RegisterResponse> Register(RegisterRequest request, ServerCallContext context)
    {
        if (request.AppId.Length == 0)
            throw ComponentErrors.BadField("app_id", "The field app_id is empty; it must name the app.");
        using var held = instances.Hold(context);
        var registration = new SidecarRegistration
        {
            AppId = request.AppId,
            Namespace = request.Namespace,
            HostAddress = request.HostAddress,
            InternalPort = request.InternalPort,
            HttpPort = request.HttpPort,
            AppPort = request.AppPort,
        };
        await held.As<INameResolver>().RegisterAsync(registration, context.CancellationToken).ConfigureAwait(false);
        return new RegisterResponse();
    }

    public override async Task<UnregisterResponse> Unregister(UnregisterRequest request, ServerCallContext context)
    {
        await instances.EndOwnAsync(context).ConfigureAwait(false);
        return new UnregisterResponse();
    }

    public override async Task<ResolveResponse> Resolve(ResolveRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var addresses = await held.As<INameResolver>().ResolveAsync(
            new NameResolutionRequest(request.AppId, request.Namespace, request.Port), context.CancellationToken).ConfigureAwait(false);
        return new ResolveResponse { Addresses = { addresses } };
    }
}
