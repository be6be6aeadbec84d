using Grpc.Core;
using Layotto.Components.State.Query;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.State;

/// <summary>Queries of a state store in another process (<c>QueriableStateStore</c>).</summary>
internal static class StateQueries
{
    /// <summary>Asks for the values that match.</summary>
    public static async ValueTask<StateQueryPage> QueryAsync(
        ComponentLink link, StateQuery query, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            return QueryMessages.ToPage(await new QueriableStateStore.QueriableStateStoreClient(link.Invoker)
                .QueryAsync(QueryMessages.ToRequest(query, metadata), cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        catch (RpcException exception)
        {
            throw link.Error(exception, cancellationToken);
        }
    }
}
