using Grpc.Core;
using Layotto.Dapr.Invocation;
using Layotto.Grpc.Server;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Grpc;

/// <summary>What the sidecar-to-sidecar port answers: calls of the app beside this sidecar, and gRPC calls that are passed on to it.</summary>
/// <param name="server">The gRPC server of the port.</param>
/// <param name="invocation">Service invocation.</param>
public sealed class InternalGrpcApi(GrpcServer server, ServiceInvocation invocation)
{
    /// <summary>The service between sidecars, with a sentence in the place of what isn't built yet.</summary>
    public static ServerServiceDefinition Service(ServiceInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var builder = ServerServiceDefinition.CreateBuilder();
        Protos.Dapr.Internals.V1.ServiceInvocation.BindService(
            new BuiltMethods(builder, typeof(Protos.Dapr.Internals.V1.ServiceInvocation.ServiceInvocationBase)), new InternalService(invocation.Peers));
        return builder.Build();
    }

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            return invocation.Direct.HandleAsync(context);
        return PeerService.Takes(context) ? invocation.Peers.HandleAsync(context) : server.HandleAsync(context);
    }
}
