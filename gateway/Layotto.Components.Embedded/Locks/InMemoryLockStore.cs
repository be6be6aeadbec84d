using Layotto.Components.Locks;

namespace Layotto.Components.Embedded.Locks;

/// <summary>
/// <c>lock.in-memory</c>: locks in the memory of this process, for development and for apps with one sidecar: another sidecar doesn't
/// see them, and they are gone when the process ends.
/// </summary>
public sealed class InMemoryLockStore : ILockStore
{
    // Expired locks are looked for when there are twice as many locks as remained the last time.
    private const int FirstSweep = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Holder> _holders = new(StringComparer.Ordinal);
    private TimeProvider _timeProvider = TimeProvider.System;
    private int _nextSweep = FirstSweep;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <summary>How many locks are kept, expired ones included.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
                return _holders.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _timeProvider = context.TimeProvider;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryLockAsync(string resource, string owner, TimeSpan expiry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_holders.TryGetValue(resource, out var holder) && !HasExpired(holder))
                return new ValueTask<bool>(false);
            _holders[resource] = new Holder(owner, _timeProvider.GetTimestamp(), expiry);
            if (_holders.Count >= _nextSweep)
                Sweep();
            return new ValueTask<bool>(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<UnlockStatus> UnlockAsync(string resource, string owner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_holders.TryGetValue(resource, out var holder) || HasExpired(holder))
                return new ValueTask<UnlockStatus>(UnlockStatus.LockDoesNotExist);
            if (holder.Owner != owner)
                return new ValueTask<UnlockStatus>(UnlockStatus.LockBelongsToOthers);
            _holders.Remove(resource);
            return new ValueTask<UnlockStatus>(UnlockStatus.Success);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
            _holders.Clear();
        return ValueTask.CompletedTask;
    }

    private bool HasExpired(Holder holder) => _timeProvider.GetElapsedTime(holder.Since) >= holder.Expiry;

    private void Sweep()
    {
        foreach (var (resource, holder) in _holders)
        {
            if (HasExpired(holder))
                _holders.Remove(resource);
        }

        _nextSweep = Math.Max(FirstSweep, _holders.Count * 2);
    }

    private readonly record struct Holder(string Owner, long Since, TimeSpan Expiry);
}
