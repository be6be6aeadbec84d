using Layotto.Components;
using Layotto.Components.Metadata;

namespace Layotto.Pluggable.Sdk;

/// <summary>A component that a socket serves.</summary>
/// <param name="Create">Makes one that is not yet initialised: one for each that a sidecar initialises.</param>
/// <param name="Schema">The settings it takes, checked before each initialisation; null where the component reads them alone.</param>
public sealed record ServedComponent(Func<IComponent> Create, MetadataSchema? Schema = null);
