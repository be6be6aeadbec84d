using Layotto.Components;
using Layotto.Components.State;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.State;

/// <summary>How state stores are served.</summary>
internal static class StateServices
{
    public static ServedKind Kind { get; } = new(ComponentKind.State, static component => component is IStateStore, Serve);

    private static IEnumerable<ServedService> Serve(ComponentInstances instances, IComponent sample)
    {
        yield return new ServedService(StateStore.BindService(new StateService(instances)), StateStore.Descriptor);
        if (sample is ITransactionalStateStore)
        {
            var service = new TransactionalStateService(instances);
            yield return new ServedService(TransactionalStateStore.BindService(service), TransactionalStateStore.Descriptor);
            yield return new ServedService(TransactionalStoreMultiMaxSize.BindService(new MaxSizeService(instances)), TransactionalStoreMultiMaxSize.Descriptor);
        }

        if (sample is IQueryableStateStore)
            yield return new ServedService(QueriableStateStore.BindService(new QueriableStateService(instances)), QueriableStateStore.Descriptor);
    }
}
