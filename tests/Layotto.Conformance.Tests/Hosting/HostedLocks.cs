using Grpc.Core;
using Layotto.Components.Locks;
using Layotto.Protos.Components.V1;
using WireStatus = Layotto.Protos.Components.V1.UnlockStatus;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>A lock store that is built in, behind our contract.</summary>
internal sealed class HostedLocks(HostedComponents<ILockStore> components) : LockStore.LockStoreBase
{
    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata, context);
        return new InitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context) => Task.FromResult(new FeaturesResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<TryLockResponse> TryLock(TryLockRequest request, ServerCallContext context) => HostedComponents<ILockStore>.AnswerAsync(async () => new TryLockResponse
    {
        Success = await components.Of(context).TryLockAsync(
            request.ResourceId, request.LockOwner, TimeSpan.FromMilliseconds(request.ExpiryInMilliseconds), context.CancellationToken),
    });

    public override Task<UnlockResponse> Unlock(UnlockRequest request, ServerCallContext context) => HostedComponents<ILockStore>.AnswerAsync(async () => new UnlockResponse
    {
        Status = (WireStatus)((int)await components.Of(context).UnlockAsync(request.ResourceId, request.LockOwner, context.CancellationToken) + 1),
    });
}
