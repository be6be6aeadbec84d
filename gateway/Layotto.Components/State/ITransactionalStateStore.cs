namespace Layotto.Components.State;

/// <summary>A state store that can make several writes one.</summary>
public interface ITransactionalStateStore : IStateStore
{
    /// <summary>The most operations that one transaction can have; null when there is no limit.</summary>
    int? MaxTransactionOperations => null;

    /// <summary>Applies all operations in their order, or none.</summary>
    /// <exception cref="StateETagException">The etag of one of them didn't hold; nothing was written.</exception>
    /// <exception cref="ComponentException">The store couldn't write; nothing was written.</exception>
    ValueTask ExecuteAsync(
        IReadOnlyList<StateTransactionOperation> operations,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken);
}
