namespace Layotto.Components.State;

/// <summary>
/// A key-value store. What a store can do beyond single keys is told by the further interfaces it implements:
/// <see cref="IBulkStateStore"/>, <see cref="ITransactionalStateStore"/>, <see cref="IQueryableStateStore"/>,
/// <see cref="IPrefixDeletingStateStore"/>, <see cref="IKeyListingStateStore"/>.
/// </summary>
/// <remarks>A write is answered only after the store has it: once the task is done, the value survives whatever the store promises to survive.</remarks>
public interface IStateStore : IComponent
{
    /// <summary>Reads a key.</summary>
    /// <returns>The value, or null when the key has none or has expired.</returns>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken);

    /// <summary>Writes a key.</summary>
    /// <exception cref="StateETagException">The etag isn't the present one, or can't be one; nothing was written.</exception>
    /// <exception cref="ComponentException">The store couldn't write.</exception>
    ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a key.</summary>
    /// <exception cref="StateETagException">The etag isn't the present one, or can't be one; nothing was deleted.</exception>
    /// <exception cref="ComponentException">The store couldn't delete.</exception>
    ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken);
}
