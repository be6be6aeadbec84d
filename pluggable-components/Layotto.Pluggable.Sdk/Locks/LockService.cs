using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Locks;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;
using UnlockStatus = Layotto.Components.Locks.UnlockStatus;
using WireStatus = Layotto.Protos.Components.V1.UnlockStatus;

namespace Layotto.Pluggable.Sdk.Locks;

/// <summary>A lock store as our service.</summary>
internal sealed class LockService(ComponentInstances instances) : LockStore.LockStoreBase
{
    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InitResponse>(request, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { instances.Features(context) } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<TryLockResponse> TryLock(TryLockRequest request, ServerCallContext context)
    {
        Require(request.ResourceId, request.LockOwner);
        if (request.ExpiryInMilliseconds <= 0)
            throw ComponentErrors.BadField("expiry_in_milliseconds", "The field expiry_in_milliseconds must be more than 0.");
        using var held = instances.Hold(context);
        var expiry = TimeSpan.FromMilliseconds(Math.Min(request.ExpiryInMilliseconds, (long)TimeSpan.MaxValue.TotalMilliseconds));
        return new TryLockResponse
        {
            Success = await held.As<ILockStore>().TryLockAsync(request.ResourceId, request.LockOwner, expiry, context.CancellationToken).ConfigureAwait(false),
        };
    }

    public override async Task<UnlockResponse> Unlock(UnlockRequest request, ServerCallContext context)
    {
        Require(request.ResourceId, request.LockOwner);
        using var held = instances.Hold(context);
        var status = await held.As<ILockStore>().UnlockAsync(request.ResourceId, request.LockOwner, context.CancellationToken).ConfigureAwait(false);
        return new UnlockResponse
        {
            Status = status switch
            {
                UnlockStatus.Success => WireStatus.Success,
                UnlockStatus.LockDoesNotExist => WireStatus.LockDoesNotExist,
                UnlockStatus.LockBelongsToOthers => WireStatus.LockBelongsToOthers,
                UnlockStatus.InternalError => WireStatus.InternalError,
                _ => throw new ComponentException($"The component answered with {status}, which is no status of an unlock."),
            },
        };
    }

    private static void Require(string resource, string owner)
    {
        if (resource.Length == 0)
            throw ComponentErrors.BadField("resource_id", "The field resource_id is empty; it must name what is locked.");
        if (owner.Length == 0)
            throw ComponentErrors.BadField("lock_owner", "The field lock_owner is empty; it must name the owner.");
    }
}
