using Grpc.Core;
using Layotto.Protos.Dapr.Runtime.V1;

namespace Layotto.Dapr.Grpc;

/// <content>The lock API.</content>
public sealed partial class DaprService
{
    /// <inheritdoc/>
    public override async Task<TryLockResponse> TryLockAlpha1(TryLockRequest request, ServerCallContext context)
        => new()
        {
            Success = await services.Locks
                .TryLockAsync(request.StoreName, request.ResourceId, request.LockOwner, request.ExpiryInSeconds, context.CancellationToken)
                .ConfigureAwait(false),
        };

    /// <inheritdoc/>
    public override async Task<UnlockResponse> UnlockAlpha1(UnlockRequest request, ServerCallContext context)
    {
        var status = await services.Locks
            .UnlockAsync(request.StoreName, request.ResourceId, request.LockOwner, context.CancellationToken).ConfigureAwait(false);
        return new UnlockResponse { Status = (UnlockResponse.Types.Status)(int)status };
    }
}
