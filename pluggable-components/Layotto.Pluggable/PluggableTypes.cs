using Layotto.Components;
using Layotto.Pluggable.Bindings;
using Layotto.Pluggable.PubSub;
using Layotto.Pluggable.Secrets;
using Layotto.Pluggable.State;

namespace Layotto.Pluggable;

/// <summary>From the services of a process to component types: one for each kind that it serves.</summary>
internal static class PluggableTypes
{
    private const string Package = "dapr.proto.components.v1.";
    private const string StateStore = Package + "StateStore";
    private const string TransactionalStateStore = Package + "TransactionalStateStore";
    private const string QueriableStateStore = Package + "QueriableStateStore";
    private const string MultiMaxSize = Package + "TransactionalStoreMultiMaxSize";
    private const string SecretStore = Package + "SecretStore";
    private const string PubSub = Package + "PubSub";
    private const string InputBinding = Package + "InputBinding";
    private const string OutputBinding = Package + "OutputBinding";

    /// <summary>The kinds that a process can serve.</summary>
    public static IReadOnlyList<ComponentKind> Kinds { get; } = [ComponentKind.State, ComponentKind.PubSub, ComponentKind.Bindings, ComponentKind.SecretStore];

    /// <summary>Describes the types.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="services">The full names of the services that the process has.</param>
    public static IReadOnlyList<ComponentDescriptor> Describe(ComponentSocket socket, IReadOnlyList<string> services)
    {
        var has = services.ToHashSet(StringComparer.Ordinal);
        var types = new List<ComponentDescriptor>();
        if (has.Contains(StateStore))
            types.Add(Type(socket, ComponentKind.State, StoreFactory(socket, has)));
        if (has.Contains(PubSub))
            types.Add(Type(socket, ComponentKind.PubSub, () => new PluggablePubSub(socket)));
        if (BindingFactory(socket, has) is { } binding)
            types.Add(Type(socket, ComponentKind.Bindings, binding));
        if (has.Contains(SecretStore))
            types.Add(Type(socket, ComponentKind.SecretStore, () => new PluggableSecretStore(socket)));
        return types;
    }

    private static Func<IComponent> StoreFactory(ComponentSocket socket, HashSet<string> has)
    {
        var tellsMaximum = has.Contains(MultiMaxSize);
        return (has.Contains(TransactionalStateStore), has.Contains(QueriableStateStore)) switch
        {
            (true, true) => () => new TransactionalQueryableStateStore(socket, tellsMaximum),
            (true, false) => () => new TransactionalStateStore(socket, tellsMaximum),
            (false, true) => () => new QueryableStateStore(socket),
            _ => () => new PluggableStateStore(socket),
        };
    }

    private static Func<IComponent>? BindingFactory(ComponentSocket socket, HashSet<string> has)
        => (has.Contains(InputBinding), has.Contains(OutputBinding)) switch
        {
            (true, true) => () => new PluggableBinding(socket),
            (true, false) => () => new PluggableInputBinding(socket),
            (false, true) => () => new PluggableOutputBinding(socket),
            _ => null,
        };

    private static ComponentDescriptor Type(ComponentSocket socket, ComponentKind kind, Func<IComponent> create) => new()
    {
        Kind = kind,
        Name = socket.Name,
        Summary = $"A pluggable {kind.Title}, at the socket {socket.Path}.",
        Schema = PluggableSettings.Schema,
        Create = create,
    };
}
