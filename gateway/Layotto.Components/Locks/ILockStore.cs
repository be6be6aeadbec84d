namespace Layotto.Components.Locks;

/// <summary>A store of locks, each held by one owner for a limited time.</summary>
public interface ILockStore : IComponent
{
    /// <summary>Tries to take a lock, without waiting for whoever holds it.</summary>
    /// <param name="resource">What is locked; not empty.</param>
    /// <param name="owner">Who takes it; not empty. An owner that holds the lock already doesn't get it once more, as in Dapr.</param>
    /// <param name="expiry">How long it is held unless it is given back before; more than zero.</param>
    /// <param name="cancellationToken">Ends the call; whether the lock was taken is unknown then.</param>
    /// <returns>Whether the owner holds it now.</returns>
    /// <exception cref="ComponentException">The store couldn't answer; whether the lock was taken is unknown.</exception>
    ValueTask<bool> TryLockAsync(string resource, string owner, TimeSpan expiry, CancellationToken cancellationToken);

    /// <summary>Gives a lock back.</summary>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<UnlockStatus> UnlockAsync(string resource, string owner, CancellationToken cancellationToken);
}
