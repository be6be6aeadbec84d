using Grpc.Core;
using Layotto.Components.State;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.State;

/// <summary>The transactions of a state store as Dapr's service.</summary>
internal sealed class TransactionalStateService(ComponentInstances instances) : TransactionalStateStore.TransactionalStateStoreBase
{
    public override async Task<TransactionalStateResponse> Transact(TransactionalStateRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var operations = new StateTransactionOperation[request.Operations.Count];
        for (var index = 0; index < operations.Length; index++)
            operations[index] = StateMessages.ToOperation(request.Operations[index], index);
        await held.As<ITransactionalStateStore>().ExecuteAsync(operations, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        return new TransactionalStateResponse();
    }
}
