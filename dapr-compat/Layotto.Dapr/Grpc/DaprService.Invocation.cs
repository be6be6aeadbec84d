using Grpc.Core;
using Layotto.Dapr.Invocation;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;

namespace Layotto.Dapr.Grpc;

public sealed partial class DaprService
{
    /// <inheritdoc/>
    public override Task<InvokeResponse> InvokeService(InvokeServiceRequest request, ServerCallContext context)
    {
        var invocation = services.Invocation ?? throw InvocationErrors.NotReady;
        return invocation.Unary.InvokeAsync(request.Id, request.Message ?? new InvokeRequest(), context);
    }
}
