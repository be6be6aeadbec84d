using Layotto.Components;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>How components of a kind are served.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Fits">Whether a component is of the kind.</param>
/// <param name="Serve">Makes the services: over the components that sidecars initialise, as far as an object like them can do what they are for.</param>
internal sealed record ServedKind(ComponentKind Kind, Func<IComponent, bool> Fits, Func<ComponentInstances, IComponent, IEnumerable<ServedService>> Serve);
