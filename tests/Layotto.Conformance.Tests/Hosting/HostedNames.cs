using Grpc.Core;
using Layotto.Components.NameResolution;
using Layotto.Protos.Components.V1;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>A name resolver that is built in, behind our contract. Its disposal is what takes a registration back.</summary>
internal sealed class HostedNames(HostedComponents<INameResolver> components) : NameResolver.NameResolverBase
{
    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata, context);
        return new InitResponse();
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<RegisterResponse> Register(RegisterRequest request, ServerCallContext context) => HostedComponents<INameResolver>.AnswerAsync(async () =>
    {
        var registration = new SidecarRegistration
        {
            AppId = request.AppId,
            Namespace = request.Namespace,
            HostAddress = request.HostAddress,
            InternalPort = request.InternalPort,
            HttpPort = request.HttpPort,
            AppPort = request.AppPort,
        };
        await components.Of(context).RegisterAsync(registration, context.CancellationToken);
        return new RegisterResponse();
    });

    public override async Task<UnregisterResponse> Unregister(UnregisterRequest request, ServerCallContext context)
    {
        await components.EndAsync(context);
        return new UnregisterResponse();
    }

    public override Task<ResolveResponse> Resolve(ResolveRequest request, ServerCallContext context) => HostedComponents<INameResolver>.AnswerAsync(async () => new ResolveResponse
    {
        Addresses = { await components.Of(context).ResolveAsync(new NameResolutionRequest(request.AppId, request.Namespace, request.Port), context.CancellationToken) },
    });
}
