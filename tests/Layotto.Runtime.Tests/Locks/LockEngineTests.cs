using Layotto.Components;
using Layotto.Components.Locks;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Locks;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Tests.Instances;

namespace Layotto.Runtime.Tests.Locks;

public sealed class LockEngineTests : IAsyncDisposable
{
    private readonly ComponentRegistry _registry = new();
    private readonly RecordingStore _store = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Store_gets_the_prefixed_resource_the_owner_and_the_time()
    {
        _registry.Put(ComponentKind.Lock, "store", _store);
        var engine = new LockEngine(_registry, NoResilience.Instance, "app");

        Assert.True(await engine.TryLockAsync("store", "resource", "owner", 30, CancellationToken));
        Assert.Equal(UnlockStatus.LockBelongsToOthers, await engine.UnlockAsync("store", "resource", "owner", CancellationToken));

        Assert.Equal(["lock lock||app||resource owner 00:00:30", "unlock lock||app||resource owner"], _store.Calls);
    }

    [Fact]
    public async Task Store_that_took_anothers_place_has_a_prefix_of_its_own()
    {
        _registry.Put(ComponentKind.Lock, "store", new RecordingStore(), ("keyPrefix", "name"));
        var engine = new LockEngine(_registry, NoResilience.Instance, "app");
        await engine.TryLockAsync("store", "resource", "owner", 30, CancellationToken);
        _registry.Put(ComponentKind.Lock, "store", _store, ("keyPrefix", "none"));

        await engine.TryLockAsync("store", "resource", "owner", 30, CancellationToken);

        Assert.Equal(["lock lock||resource owner 00:00:30"], _store.Calls);
    }

    [Fact]
    public async Task Policy_of_the_component_is_around_the_call()
    {
        _registry.Put(ComponentKind.Lock, "store", _store);
        _store.Failures = 2;
        var policy = new CountingPolicy(attempts: 3);

        Assert.True(await new LockEngine(_registry, policy, "app").TryLockAsync("store", "resource", "owner", 30, CancellationToken));

        Assert.Equal(3, _store.Calls.Count);
        Assert.Equal(["lock/store/Outbound"], policy.Asked);
    }

    [Theory]
    [InlineData("store", "", "owner", 30, "ERR_MALFORMED_REQUEST", ErrorKind.InvalidArgument, "ResourceId is empty in lock store store")]
    [InlineData("store", "resource", "", 30, "ERR_MALFORMED_REQUEST", ErrorKind.InvalidArgument, "LockOwner is empty in lock store store")]
    [InlineData("store", "resource", "owner", 0, "ERR_MALFORMED_REQUEST", ErrorKind.InvalidArgument, "ExpiryInSeconds is not positive in lock store store")]
    [InlineData("other", "resource", "owner", 30, "ERR_LOCK_STORE_NOT_FOUND", ErrorKind.InvalidArgument, "lock store other not found")]
    [InlineData("state", "resource", "owner", 30, "ERR_LOCK_STORE_NOT_FOUND", ErrorKind.InvalidArgument, "lock store state not found")]
    [InlineData("store", "a||b", "owner", 30, "ERR_TRY_LOCK", ErrorKind.Internal, "failed to try acquiring lock: input key/keyPrefix 'a||b' can't contain '||'")]
    [InlineData("failing", "resource", "owner", 30, "ERR_TRY_LOCK", ErrorKind.Internal, "failed to try acquiring lock: it failed")]
    public async Task Wrong_request_is_told(string store, string resource, string owner, int expiry, string code, ErrorKind kind, string message)
    {
        _registry.Put(ComponentKind.Lock, "store", _store);
        _registry.Put(ComponentKind.Lock, "failing", new RecordingStore { Failures = int.MaxValue });
        _registry.Put(ComponentKind.State, "state", new Nothing());

        var error = await Assert.ThrowsAsync<ApiException>(
            async () => await new LockEngine(_registry, NoResilience.Instance, "app").TryLockAsync(store, resource, owner, expiry, CancellationToken));

        Assert.Equal((code, kind, message), (error.Code.Name, error.Kind, error.Message));
    }

    [Fact]
    public async Task Lack_of_any_store_is_told()
    {
        var error = await Assert.ThrowsAsync<ApiException>(
            async () => await new LockEngine(_registry, NoResilience.Instance, "app").UnlockAsync("store", "", "", CancellationToken));

        Assert.Equal(("ERR_LOCK_STORE_NOT_CONFIGURED", ErrorKind.FailedPrecondition), (error.Code.Name, error.Kind));
    }

    private sealed class Nothing : TestComponent;

    private sealed class RecordingStore : TestComponent, ILockStore
    {
        public List<string> Calls { get; } = [];

        public int Failures { get; set; }

        public ValueTask<bool> TryLockAsync(string resource, string owner, TimeSpan expiry, CancellationToken cancellationToken)
        {
            Calls.Add($"lock {resource} {owner} {expiry}");
            return Failures-- > 0 ? throw new ComponentException("it failed") : new ValueTask<bool>(true);
        }

        public ValueTask<UnlockStatus> UnlockAsync(string resource, string owner, CancellationToken cancellationToken)
        {
            Calls.Add($"unlock {resource} {owner}");
            return new ValueTask<UnlockStatus>(UnlockStatus.LockBelongsToOthers);
        }
    }
}
