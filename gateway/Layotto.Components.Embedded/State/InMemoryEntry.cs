using Layotto.Components.State;

namespace Layotto.Components.Embedded.State;

/// <summary>
/// What the in-memory store keeps under a key. While a commit is going on, the entry stands for two versions of the key: the
/// one it brings, and the one before.
/// </summary>
internal sealed class InMemoryEntry
{
    /// <summary>The expiry of what never expires.</summary>
    public const long Never = long.MaxValue;

    private volatile InMemoryEntry? _previous;
    private volatile InMemoryCommit? _commit;

    /// <summary>Creates an entry.</summary>
    /// <param name="value">The value; null when the commit deletes the key.</param>
    /// <param name="expiry">When the value expires, in UTC ticks, or <see cref="Never"/>.</param>
    /// <param name="index">The key's place in the order in which keys came into the store.</param>
    /// <param name="commit">The commit that makes it visible; null when it is visible as soon as it is stored.</param>
    /// <param name="previous">What readers see until the commit is done, if anything.</param>
    public InMemoryEntry(StateValue? value, long expiry, long index, InMemoryCommit? commit, InMemoryEntry? previous)
    {
        Value = value;
        Expiry = expiry;
        Index = index;
        _previous = previous;
        _commit = commit;
    }

    public StateValue? Value { get; }

    public long Expiry { get; }

    public long Index { get; }

    /// <summary>The version that a reader may see at this moment; null when the key has none.</summary>
    public InMemoryEntry? Visible
    {
        get
        {
            // The order matters: Settle drops the older version only after the commit is done, so whoever finds it gone
            // finds the commit done as well.
            var previous = _previous;
            var entry = _commit is { IsDone: false } ? previous : this;
            return entry?.Value is null ? null : entry;
        }
    }

    /// <summary>Lets go of the version before. The commit must be done.</summary>
    public void Settle()
    {
        _previous = null;
        _commit = null;
    }

    public bool IsExpiredAt(long now) => now >= Expiry;
}
