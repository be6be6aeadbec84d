using System.Runtime.CompilerServices;
using Layotto.Components;
using Layotto.Components.Locks;
using Layotto.Components.Metadata;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.Locks;

/// <summary>The lock building block, whatever API it is called through.</summary>
/// <param name="registry">Where the stores are.</param>
/// <param name="resilience">The policies around calls to them.</param>
/// <param name="appId">The app's id, which resources are prefixed with; may be empty.</param>
public sealed class LockEngine(ComponentRegistry registry, IResilience resilience, string appId)
{
    private readonly ConditionalWeakTable<ComponentInstance, LockKeyPrefix> _prefixes = [];

    /// <summary>Tries to take a lock, without waiting for whoever holds it.</summary>
    /// <returns>Whether the owner holds it now.</returns>
    /// <exception cref="ApiException">There is no such store, the request is wrong, or the store couldn't answer.</exception>
    public async ValueTask<bool> TryLockAsync(
        string storeName, string resource, string owner, int expiryInSeconds, CancellationToken cancellationToken)
    {
        if (expiryInSeconds <= 0)
            throw Malformed($"ExpiryInSeconds is not positive in lock store {storeName}");
        using var use = Use(storeName, resource, owner, LockErrors.TryLock, "failed to try acquiring lock");
        var key = Key(use.Instance, resource, LockErrors.TryLock, "failed to try acquiring lock");
        try
        {
            var call = (Store: (ILockStore)use.Instance.Component, key, owner, Expiry: TimeSpan.FromSeconds(expiryInSeconds));
            return await Policy(storeName)
                .ExecuteAsync(static (call, token) => call.Store.TryLockAsync(call.key, call.owner, call.Expiry, token), call, null, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            throw new ApiException(LockErrors.TryLock, ErrorKind.Internal, $"failed to try acquiring lock: {exception.Message}", exception);
        }
    }

    /// <summary>Gives a lock back.</summary>
    /// <exception cref="ApiException">There is no such store, the request is wrong, or the store couldn't answer.</exception>
    public async ValueTask<UnlockStatus> UnlockAsync(string storeName, string resource, string owner, CancellationToken cancellationToken)
    {
        using var use = Use(storeName, resource, owner, LockErrors.Unlock, "failed to release lock");
        var key = Key(use.Instance, resource, LockErrors.Unlock, "failed to release lock");
        try
        {
            var call = (Store: (ILockStore)use.Instance.Component, key, owner);
            return await Policy(storeName)
                .ExecuteAsync(static (call, token) => call.Store.UnlockAsync(call.key, call.owner, token), call, null, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            throw new ApiException(LockErrors.Unlock, ErrorKind.Internal, $"failed to release lock: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the key prefix of a store, so that what is wrong with it is told before it is used.</summary>
    /// <exception cref="ArgumentException">The prefix can't be used.</exception>
    public void RequirePrefix(ComponentInstance instance) => Prefix(instance);

    private ResiliencePolicy Policy(string storeName) => resilience.ForComponent(storeName, ComponentKind.Lock, FlowDirection.Outbound);

    // The order of the checks is Dapr's: it decides which error a request with several faults gets.
    private ComponentUse Use(string storeName, string resource, string owner, ErrorCode code, string failure)
    {
        if (!registry.Has(ComponentKind.Lock))
            throw new ApiException(LockErrors.NotConfigured, ErrorKind.FailedPrecondition, "lock store is not configured");
        if (resource.Length == 0)
            throw Malformed($"ResourceId is empty in lock store {storeName}");
        if (owner.Length == 0)
            throw Malformed($"LockOwner is empty in lock store {storeName}");
        if (!registry.TryUse(storeName, out var use))
            throw NotFound(storeName);
        if (use.Instance is { Component: ILockStore, Health: ComponentHealth.Ready })
            return use;
        var instance = use.Instance;
        use.Dispose();
        throw instance.Component is ILockStore
            ? new ApiException(
                code, ErrorKind.Unavailable, $"{failure}: lock store {storeName} is not ready: {instance.LastError ?? "it is being initialised"}")
            : NotFound(storeName);
    }

    private string Key(ComponentInstance instance, string resource, ErrorCode code, string failure)
    {
        if (LockKeyPrefix.IsIllegal(resource))
            throw new ApiException(code, ErrorKind.Internal, $"{failure}: {LockKeyPrefix.IllegalMessage(resource)}");
        try
        {
            return Prefix(instance).Add(resource);
        }
        catch (ArgumentException exception)
        {
            throw new ApiException(code, ErrorKind.Internal, $"{failure}: {exception.Message}", exception);
        }
    }

    private LockKeyPrefix Prefix(ComponentInstance instance)
        => _prefixes.GetValue(instance, one => LockKeyPrefix.Create(one.Metadata[RuntimeMetadataKeys.KeyPrefix], one.Name, appId));

    private static ApiException NotFound(string storeName)
        => new(LockErrors.NotFound, ErrorKind.InvalidArgument, $"lock store {storeName} not found");

    private static ApiException Malformed(string message) => new(CommonErrors.MalformedRequest, ErrorKind.InvalidArgument, message);
}
