using Grpc.Core;
using Layotto.Dapr.Invocation;
using Layotto.Protos.Dapr.Internals.V1;

namespace Layotto.Dapr.Grpc;

/// <summary>
/// The service that sidecars call one another by. Its streamed call is answered before it gets here (<see cref="PeerService"/>); what isn't
/// overridden here isn't built yet.
/// </summary>
/// <param name="peers">Calls the app.</param>
public sealed partial class InternalService(PeerService peers) : Protos.Dapr.Internals.V1.ServiceInvocation.ServiceInvocationBase
{
    /// <inheritdoc/>
    public override Task<InternalInvokeResponse> CallLocal(InternalInvokeRequest request, ServerCallContext context)
        => peers.CallAsync(request, context.GetHttpContext(), context.CancellationToken);
}
