using Grpc.Core;
using Layotto.Components.State;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.State;

/// <summary>The queries of a state store as Dapr's service.</summary>
internal sealed class QueriableStateService(ComponentInstances instances) : QueriableStateStore.QueriableStateStoreBase
{
    public override async Task<QueryResponse> Query(QueryRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var page = await held.As<IQueryableStateStore>()
            .QueryAsync(QueryMessages.ToQuery(request.Query), request.Metadata, context.CancellationToken).ConfigureAwait(false);
        return QueryMessages.ToResponse(page);
    }
}
