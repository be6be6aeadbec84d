using Grpc.Core;
using Layotto.Components.State;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.State;

/// <summary>Tells the most operations of a transaction.</summary>
internal sealed class MaxSizeService(ComponentInstances instances) : TransactionalStoreMultiMaxSize.TransactionalStoreMultiMaxSizeBase
{
    // Dapr's word for no limit.
    private const int NoLimit = -1;

    public override Task<MultiMaxSizeResponse> MultiMaxSize(MultiMaxSizeRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        return Task.FromResult(new MultiMaxSizeResponse { MaxSize = held.As<ITransactionalStateStore>().MaxTransactionOperations ?? NoLimit });
    }
}
