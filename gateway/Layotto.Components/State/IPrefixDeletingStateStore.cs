namespace Layotto.Components.State;

/// <summary>A state store that can delete all keys of a prefix at once.</summary>
public interface IPrefixDeletingStateStore : IStateStore
{
    /// <summary>
    /// Deletes the keys that are a prefix, <c>||</c>, and a rest without a further <c>||</c>. A prefix that doesn't end in
    /// <c>||</c> gets it appended.
    /// </summary>
    /// <returns>How many keys were deleted.</returns>
    /// <exception cref="ComponentException">The prefix is empty or nothing but <c>||</c>, or the store couldn't delete.</exception>
    ValueTask<long> DeleteWithPrefixAsync(string prefix, CancellationToken cancellationToken);
}
