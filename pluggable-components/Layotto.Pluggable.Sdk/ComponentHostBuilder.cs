using Layotto.Components;
using Layotto.Components.Metadata;

namespace Layotto.Pluggable.Sdk;

/// <summary>Collects the components that a program serves.</summary>
public sealed class ComponentHostBuilder
{
    private readonly Dictionary<string, List<ServedComponent>> _components = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, List<ServedComponent>> Components => _components;

    /// <summary>
    /// Adds a component. Its kinds are told by the contracts that it implements, such as
    /// <see cref="Layotto.Components.State.IStateStore"/>; sidecars ask for it as KIND.NAME. A name may be given more than once as long as the
    /// kinds differ: its components share a socket.
    /// </summary>
    /// <param name="name">The name of the socket, without .sock, and so of the type: the part after its first dot.</param>
    /// <param name="create">Makes a component that is not yet initialised: one for each that a sidecar initialises.</param>
    /// <param name="schema">The settings it takes, checked before each initialisation; null where the component reads them alone.</param>
    /// <exception cref="ArgumentException">The name can't be that of a socket.</exception>
    public ComponentHostBuilder Add(string name, Func<IComponent> create, MetadataSchema? schema = null)
    {
        SocketPaths.Check(name);
        ArgumentNullException.ThrowIfNull(create);
        if (!_components.TryGetValue(name, out var components))
            _components.Add(name, components = []);
        components.Add(new ServedComponent(create, schema));
        return this;
    }
}
