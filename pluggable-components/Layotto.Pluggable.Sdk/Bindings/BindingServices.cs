using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.Bindings;

/// <summary>How bindings are served: a component that goes both ways is one object behind two services, each of which a sidecar initialises.</summary>
internal static class BindingServices
{
    public static ServedKind Kind { get; } = new(ComponentKind.Bindings, static component => component is IInputBinding or IOutputBinding, Serve);

    private static IEnumerable<ServedService> Serve(ComponentInstances instances, IComponent sample)
    {
        if (sample is IInputBinding)
            yield return new ServedService(InputBinding.BindService(new InputBindingService(instances)), InputBinding.Descriptor);
        if (sample is IOutputBinding)
            yield return new ServedService(OutputBinding.BindService(new OutputBindingService(instances)), OutputBinding.Descriptor);
    }
}
