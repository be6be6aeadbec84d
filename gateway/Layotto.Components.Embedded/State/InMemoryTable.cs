using System.Collections.Concurrent;
using Layotto.Components.State;

namespace Layotto.Components.Embedded.State;

/// <summary>
/// The keys and values of an in-memory store. Readers take no lock. Writers take turns; what one of them writes becomes visible
/// at a single moment, however many keys it is.
/// </summary>
internal sealed class InMemoryTable(TimeProvider timeProvider)
{
    private const int SnapshotAttempts = 4;

    private readonly ConcurrentDictionary<string, InMemoryEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _writers = new();
    private long _nextIndex;
    private long _earliestExpiry = InMemoryEntry.Never;
    private long _commitSequence;

    /// <summary>How many keys are kept, those included that have expired and wait for a sweep.</summary>
    public int Count => _entries.Count;

    /// <summary>The present value of a key, or null.</summary>
    public StateValue? Find(string key)
    {
        if (!_entries.TryGetValue(key, out var entry) || entry.Visible is not { } visible)
            return null;
        return visible.Expiry != InMemoryEntry.Never && visible.IsExpiredAt(Now()) ? null : visible.Value;
    }

    /// <summary>
    /// Reads more than one key such that no commit is seen in part. The reading is done again when a commit of several keys came
    /// between, and in the end with the writers held off.
    /// </summary>
    public TResult ReadConsistently<TState, TResult>(TState state, Func<InMemoryTable, TState, TResult> read)
    {
        for (var attempt = 0; attempt < SnapshotAttempts; attempt++)
        {
            var before = Volatile.Read(ref _commitSequence);
            var result = read(this, state);
            Interlocked.MemoryBarrier();
            var isCommitting = (before & 1) != 0;
            if (!isCommitting && before == Volatile.Read(ref _commitSequence))
                return result;
        }

        lock (_writers)
            return read(this, state);
    }

    /// <summary>Every key that has a value, in no particular order.</summary>
    public IEnumerable<(string Key, InMemoryEntry Entry)> List()
    {
        var now = Now();
        foreach (var (key, entry) in _entries)
        {
            if (entry.Visible is { } visible && !visible.IsExpiredAt(now))
                yield return (key, visible);
        }
    }

    /// <summary>Applies a write.</summary>
    /// <returns>Why it couldn't be applied, or null.</returns>
    public StateETagException? Write(in InMemoryWrite write)
    {
        lock (_writers)
        {
            if (CheckETag_NeedsLock(write) is { } error)
                return error;
            Store_NeedsLock(write, commit: null);
            return null;
        }
    }

    /// <summary>Applies all writes in their order, or none: first every etag is checked, then all of them are stored.</summary>
    /// <returns>Why they couldn't be applied, or null.</returns>
    public StateETagException? WriteAll(ReadOnlySpan<InMemoryWrite> writes)
    {
        lock (_writers)
        {
            foreach (ref readonly var write in writes)
            {
                if (CheckETag_NeedsLock(write) is { } error)
                    return error;
            }

            Commit_NeedsLock(writes);
            return null;
        }
    }

    /// <summary>Deletes the direct children of a prefix, all at the same moment.</summary>
    /// <returns>How many had a value.</returns>
    public long DeleteChildren(string prefix)
    {
        lock (_writers)
        {
            var deletions = List()
                .Where(item => StateKeyPrefix.IsDirectChild(item.Key, prefix))
                .Select(item => InMemoryWrite.Delete(item.Key, null, StateConcurrency.Unspecified))
                .ToArray();
            Commit_NeedsLock(deletions);
            return deletions.Length;
        }
    }

    /// <summary>Forgets what has expired.</summary>
    public void Sweep()
    {
        var now = Now();
        if (now < Volatile.Read(ref _earliestExpiry))
            return;

        lock (_writers)
        {
            var earliest = InMemoryEntry.Never;
            foreach (var item in _entries)
            {
                if (item.Value.IsExpiredAt(now))
                    _entries.TryRemove(item);
                else
                    earliest = Math.Min(earliest, item.Value.Expiry);
            }

            Volatile.Write(ref _earliestExpiry, earliest);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_writers)
            _entries.Clear();
    }

    private void Commit_NeedsLock(ReadOnlySpan<InMemoryWrite> writes)
    {
        var commit = new InMemoryCommit();
        foreach (ref readonly var write in writes)
            Store_NeedsLock(write, commit);

        // The number is odd for the moment in which the entries become visible; ReadConsistently looks at it.
        Interlocked.Increment(ref _commitSequence);
        commit.Complete();
        Interlocked.Increment(ref _commitSequence);
        foreach (ref readonly var write in writes)
            Settle_NeedsLock(write.Key);
    }

    private StateETagException? CheckETag_NeedsLock(in InMemoryWrite write)
    {
        var isFirstWrite = write.Concurrency == StateConcurrency.FirstWrite;
        if (write.ETag is null && !isFirstWrite)
            return null;
        var present = Find(write.Key);
        var holds = write.ETag is null ? present is null : present?.ETag == write.ETag;
        return holds ? null : new StateETagException(StateETagError.Mismatch, write.Key);
    }

    private void Store_NeedsLock(in InMemoryWrite write, InMemoryCommit? commit)
    {
        if (write.Data is null && commit is null)
        {
            _entries.TryRemove(write.Key, out _);
            return;
        }

        // A key written again keeps its place, so that a listing in pages neither loses it nor shows it twice.
        _entries.TryGetValue(write.Key, out var existing);
        var now = Now();
        var isNew = existing?.Value is null || existing.IsExpiredAt(now);
        var index = isNew ? _nextIndex++ : existing!.Index;
        var entry = write.CreateEntry(now, index, commit, commit is null ? null : existing?.Visible);
        if (entry.Expiry < _earliestExpiry)
            Volatile.Write(ref _earliestExpiry, entry.Expiry);
        _entries[write.Key] = entry;
    }

    private void Settle_NeedsLock(string key)
    {
        if (!_entries.TryGetValue(key, out var entry))
            return;
        entry.Settle();
        if (entry.Value is null)
            _entries.TryRemove(key, out _);
    }

    private long Now() => timeProvider.GetUtcNow().UtcTicks;
}
