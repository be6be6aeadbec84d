using Layotto.Components;
using Layotto.Pluggable.Bindings;
using Layotto.Pluggable.Configuration;
using Layotto.Pluggable.Conversation;
using Layotto.Pluggable.Crypto;
using Layotto.Pluggable.Files;
using Layotto.Pluggable.Greetings;
using Layotto.Pluggable.Locks;
using Layotto.Pluggable.Middleware;
using Layotto.Pluggable.NameResolution;
using Layotto.Pluggable.ObjectStorage;
using Layotto.Pluggable.PubSub;
using Layotto.Pluggable.Secrets;
using Layotto.Pluggable.Sequencers;
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

    private const string LayottoPackage = "layotto.components.v1.";
    private const string Hello = "spec.proto.pluggable.v1.hello.Hello";

    /// <summary>The services that are a kind by themselves.</summary>
    private static readonly (string Service, ComponentKind Kind, Func<ComponentSocket, IComponent> Create)[] Single =
    [
        (PubSub, ComponentKind.PubSub, static socket => new PluggablePubSub(socket)),
        (SecretStore, ComponentKind.SecretStore, static socket => new PluggableSecretStore(socket)),
        (LayottoPackage + "ConfigurationStore", ComponentKind.Configuration, static socket => new PluggableConfigurationStore(socket)),
        (LayottoPackage + "LockStore", ComponentKind.Lock, static socket => new PluggableLockStore(socket)),
        (LayottoPackage + "CryptoProvider", ComponentKind.Crypto, static socket => new PluggableCryptoProvider(socket)),
        (LayottoPackage + "NameResolver", ComponentKind.NameResolution, static socket => new PluggableNameResolver(socket)),
        (LayottoPackage + "HttpMiddleware", ComponentKind.HttpMiddleware, static socket => new PluggableHttpMiddleware(socket)),
        (LayottoPackage + "ConversationProvider", ComponentKind.Conversation, static socket => new PluggableConversationProvider(socket)),
        (LayottoPackage + "Sequencer", ComponentKind.Sequencer, static socket => new PluggableSequencer(socket)),
        (LayottoPackage + "ObjectStorage", ComponentKind.ObjectStorage, static socket => new PluggableObjectStorage(socket)),
        (LayottoPackage + "FileStore", ComponentKind.File, static socket => new PluggableFileStore(socket)),
        (Hello, ComponentKind.Hello, static socket => new PluggableGreeter(socket)),
    ];

    /// <summary>The kinds that a process can serve.</summary>
    public static IReadOnlyList<ComponentKind> Kinds { get; } = [ComponentKind.State, ComponentKind.Bindings, .. Single.Select(one => one.Kind)];

    /// <summary>Describes the types.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="services">The full names of the services that the process has.</param>
    public static IReadOnlyList<ComponentDescriptor> Describe(ComponentSocket socket, IReadOnlyList<string> services)
    {
        var has = services.ToHashSet(StringComparer.Ordinal);
        var types = new List<ComponentDescriptor>();
        if (has.Contains(StateStore))
            types.Add(Type(socket, ComponentKind.State, StoreFactory(socket, has)));
        if (BindingFactory(socket, has) is { } binding)
            types.Add(Type(socket, ComponentKind.Bindings, binding));
        types.AddRange(Single.Where(one => has.Contains(one.Service)).Select(one => Type(socket, one.Kind, () => one.Create(socket))));
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
        Socket = socket.Path,
        Create = create,
    };
}
