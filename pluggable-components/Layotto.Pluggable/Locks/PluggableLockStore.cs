using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Locks;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;
using UnlockStatus = Layotto.Components.Locks.UnlockStatus;
using WireStatus = Layotto.Protos.Components.V1.UnlockStatus;

namespace Layotto.Pluggable.Locks;

/// <summary>A lock store in another process (<c>layotto.components.v1.LockStore</c>).</summary>
internal sealed class PluggableLockStore : ILockStore
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private LockStore.LockStoreClient _client = null!;

    public PluggableLockStore(ComponentSocket socket) => _link = new ComponentLink(
        socket, InitialiseAsync, static (invoker, options) => new LockStore.LockStoreClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new LockStore.LockStoreClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> TryLockAsync(string resource, string owner, TimeSpan expiry, CancellationToken cancellationToken)
    {
        var request = new TryLockRequest
        {
            ResourceId = resource,
            LockOwner = owner,
            ExpiryInMilliseconds = Math.Max(1, (long)Math.Ceiling(expiry.TotalMilliseconds)),
        };
        var response = await _link.AnswerAsync(_client.TryLockAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.Success;
    }

    /// <inheritdoc/>
    public async ValueTask<UnlockStatus> UnlockAsync(string resource, string owner, CancellationToken cancellationToken)
    {
        var request = new UnlockRequest { ResourceId = resource, LockOwner = owner };
        var response = await _link.AnswerAsync(_client.UnlockAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.Status switch
        {
            WireStatus.Success => UnlockStatus.Success,
            WireStatus.LockDoesNotExist => UnlockStatus.LockDoesNotExist,
            WireStatus.LockBelongsToOthers => UnlockStatus.LockBelongsToOthers,
            WireStatus.InternalError => UnlockStatus.InternalError,
            var other => throw new ComponentException(
                $"the process answered an unlock with the status {(int)other}, which isn't any; whether the lock was given back is unknown"),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new LockStore.LockStoreClient(invoker);
        await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = await LinkCalls.ReadFeaturesAsync(client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}
