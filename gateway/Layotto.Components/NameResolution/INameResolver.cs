namespace Layotto.Components.NameResolution;

/// <summary>Finds the sidecars of other apps, and makes this one findable.</summary>
/// <remarks>Its metadata are the entries of the Configuration's <c>spec.nameResolution.configuration</c>; lists and mappings in them are JSON.</remarks>
public interface INameResolver : IComponent
{
    /// <summary>
    /// Makes this sidecar findable. Called once, after <see cref="IComponent.InitializeAsync"/> and once the sidecar listens; disposal
    /// takes the registration back.
    /// </summary>
    /// <exception cref="ComponentException">It couldn't.</exception>
    ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken);

    /// <summary>Finds the sidecars of an app.</summary>
    /// <returns>
    /// Where their sidecar-to-sidecar ports are, as <c>host:port</c> (an IPv6 address in brackets); never empty. Callers spread their
    /// calls over them and may ask for each call, so a resolver whose source is slow caches.
    /// </returns>
    /// <exception cref="ComponentException">There is none, or the source didn't answer.</exception>
    ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken);
}
