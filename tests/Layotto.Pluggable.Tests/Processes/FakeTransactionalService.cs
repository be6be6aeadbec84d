using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>The transactions of a fake state store.</summary>
internal sealed class FakeTransactionalService(FakeStateService states) : TransactionalStateStore.TransactionalStateStoreBase
{
    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeStateService states)
        => (TransactionalStateStore.BindService(new FakeTransactionalService(states)), TransactionalStateStore.Descriptor);

    public override async Task<TransactionalStateResponse> Transact(TransactionalStateRequest request, ServerCallContext context)
    {
        await FakeStateMessages.MapAsync(() => states.StoreOf(context).ExecuteAsync(
            [.. request.Operations.Select(FakeStateMessages.FromOperation)], request.Metadata, context.CancellationToken));
        return new TransactionalStateResponse();
    }
}
