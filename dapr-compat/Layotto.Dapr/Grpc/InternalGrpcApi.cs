using Grpc.Core;
using Layotto.Dapr.Invocation;
using Layotto.Dapr.Telemetry;
using Layotto.Grpc.Server;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Grpc;

/// <summary>What the sidecar-to-sidecar port answers: calls of the app beside this sidecar, and gRPC calls that are passed on to it.</summary>
/// <param name="server">The gRPC server of the port.</param>
/// <param name="invocation">Service invocation.</param>
/// <param name="tracer">Starts the spans of calls that are passed on.</param>
/// <param name="appId">The app beside this sidecar.</param>
public sealed class InternalGrpcApi(GrpcServer server, ServiceInvocation invocation, Tracer tracer, string appId)
{
    private const string DaprPrefix = "/dapr.proto.";

    private readonly GrpcTelemetry? _telemetry = tracer.Mode == TraceMode.Record ? new GrpcTelemetry(tracer, appId) : null;

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
        if (PeerService.Takes(context))
            return invocation.Peers.HandleAsync(context);
        var path = context.Request.Path.Value ?? "";

        // Dapr's own calls are traced where it is known what they call. Of the baggage the caller's sidecar has judged.
        return _telemetry is null || path.StartsWith(DaprPrefix, StringComparison.Ordinal) || _telemetry.Begin(context, path, out var span) is not null
            ? server.HandleAsync(context)
            : PassOnAsync(context, span);
    }

    private async Task PassOnAsync(HttpContext context, TraceSpan span)
    {
        try
        {
            await server.HandleAsync(context).ConfigureAwait(false);
        }
        finally
        {
            GrpcTelemetry.End(context, span);
        }
    }
}
