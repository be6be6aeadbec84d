using Layotto.Components.State.Query;

namespace Layotto.Components.State;

/// <summary>A state store that can be asked for values by what is in them.</summary>
public interface IQueryableStateStore : IStateStore
{
    /// <summary>Finds the values that match a query, in the order it asks for.</summary>
    /// <exception cref="ComponentException">The store can't evaluate the query, or couldn't answer.</exception>
    ValueTask<StateQueryPage> QueryAsync(
        StateQuery query, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}
