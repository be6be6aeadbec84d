using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Components.Embedded.Locks;
using Layotto.Protos.Components.V1;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A lock store's process: one in memory behind the contract.</summary>
internal sealed class FakeLockService(TimeProvider timeProvider) : LockStore.LockStoreBase
{
    private readonly ConcurrentDictionary<string, InMemoryLockStore> _stores = new(StringComparer.Ordinal);

    /// <summary>What every unlock is answered; null for what came of it.</summary>
    public UnlockStatus? Answer { get; set; }

    public long LastExpiry { get; private set; }

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeLockService service)
        => (LockStore.BindService(service), LockStore.Descriptor);

    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        var store = new InMemoryLockStore();
        await store.InitializeAsync(TestContexts.Create(timeProvider), context.CancellationToken);
        _stores[NameOf(context)] = store;
        return new InitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { "FAIR" } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override async Task<TryLockResponse> TryLock(TryLockRequest request, ServerCallContext context)
    {
        LastExpiry = request.ExpiryInMilliseconds;
        return new TryLockResponse
        {
            Success = await _stores[NameOf(context)].TryLockAsync(
                request.ResourceId, request.LockOwner, TimeSpan.FromMilliseconds(request.ExpiryInMilliseconds), context.CancellationToken),
        };
    }

    public override async Task<UnlockResponse> Unlock(UnlockRequest request, ServerCallContext context)
    {
        var status = await _stores[NameOf(context)].UnlockAsync(request.ResourceId, request.LockOwner, context.CancellationToken);
        return new UnlockResponse { Status = Answer ?? (UnlockStatus)((int)status + 1) };
    }

    private static string NameOf(ServerCallContext context) => context.RequestHeaders.GetValue("x-component-instance")!;
}
