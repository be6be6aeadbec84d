using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Components;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>How components of a kind are served.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Fits">Whether a component is of the kind.</param>
/// <param name="Serve">Makes the services: over the components that sidecars initialise, as far as an object like them can do what they are for.</param>
internal sealed record ServedKind(ComponentKind Kind, Func<IComponent, bool> Fits, Func<ComponentInstances, IComponent, IEnumerable<ServedService>> Serve)
{
    /// <summary>A kind whose components are one service each, whatever else they can do.</summary>
    /// <typeparam name="TContract">The contract of the kind.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="bind">Makes the service over the components that sidecars initialise.</param>
    /// <param name="descriptor">What reflection tells of it.</param>
    public static ServedKind Of<TContract>(ComponentKind kind, Func<ComponentInstances, ServerServiceDefinition> bind, ServiceDescriptor descriptor)
        => new(kind, static component => component is TContract, (instances, _) => [new ServedService(bind(instances), descriptor)]);
}
