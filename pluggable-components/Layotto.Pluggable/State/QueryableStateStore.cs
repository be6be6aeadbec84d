using Layotto.Components.State;
using Layotto.Components.State.Query;

namespace Layotto.Pluggable.State;

/// <summary>A state store in another process that answers queries.</summary>
internal sealed class QueryableStateStore(ComponentSocket socket) : PluggableStateStore(socket), IQueryableStateStore
{
    /// <inheritdoc/>
    public ValueTask<StateQueryPage> QueryAsync(
        StateQuery query, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        => StateQueries.QueryAsync(Link, query, metadata, cancellationToken);

    protected override bool Serves(string feature) => feature == StateFeatures.Query || base.Serves(feature);
}
