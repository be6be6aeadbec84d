namespace Layotto.Components.State;

/// <summary>
/// A state store that has a better way to handle many keys than one after the other. For those that haven't, the runtime
/// calls the single operations in parallel.
/// </summary>
public interface IBulkStateStore : IStateStore
{
    /// <summary>Reads several keys.</summary>
    /// <returns>An entry for each request, in their order.</returns>
    ValueTask<IReadOnlyList<StateBulkGetResult>> GetManyAsync(IReadOnlyList<StateGetRequest> requests, CancellationToken cancellationToken);

    /// <summary>Writes several keys; each stands for itself.</summary>
    /// <returns>For each request, in their order, the error that kept it from being written, or null.</returns>
    ValueTask<IReadOnlyList<ComponentException?>> SetManyAsync(IReadOnlyList<StateSetRequest> requests, CancellationToken cancellationToken);

    /// <summary>Deletes several keys; each stands for itself.</summary>
    /// <returns>For each request, in their order, the error that kept it from being deleted, or null.</returns>
    ValueTask<IReadOnlyList<ComponentException?>> DeleteManyAsync(IReadOnlyList<StateDeleteRequest> requests, CancellationToken cancellationToken);
}
