using Grpc.Core;
using Layotto.Components.NameResolution;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Sdk.NameResolution;

/// <summary>A name resolver as our service. Each sidecar has one of its own, whose disposal takes the sidecar's registration back.</summary>
internal sealed class NameService(ComponentInstances instances) : NameResolver.NameResolverBase
{
    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseOwnAsync<InitResponse>(request, context);

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

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

    public override Task<UnregisterResponse> Unregister(UnregisterRequest request, ServerCallContext context)
        => instances.EndOwnAsync<UnregisterResponse>(context);

    public override async Task<ResolveResponse> Resolve(ResolveRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var addresses = await held.As<INameResolver>().ResolveAsync(
            new NameResolutionRequest(request.AppId, request.Namespace, request.Port), context.CancellationToken).ConfigureAwait(false);
        return new ResolveResponse { Addresses = { addresses } };
    }
}
