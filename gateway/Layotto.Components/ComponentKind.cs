using System.Collections.Frozen;

namespace Layotto.Components;

/// <summary>
/// A kind of component: what it is for, and the first part of the <c>spec.type</c> of its members
/// (<c>state</c> in <c>state.sqlite</c>). The kinds of Dapr come first, those that only Layotto has come after them.
/// </summary>
public sealed class ComponentKind
{
    private ComponentKind(string category, string title)
    {
        Category = category;
        Title = title;
    }

    /// <summary>Key-value state stores.</summary>
    public static ComponentKind State { get; } = new("state", "state store");

    /// <summary>Message brokers.</summary>
    public static ComponentKind PubSub { get; } = new("pubsub", "pub/sub broker");

    /// <summary>Input and output bindings; one type can be both.</summary>
    public static ComponentKind Bindings { get; } = new("bindings", "binding");

    /// <summary>Secret stores. They are loaded before all others, because those may refer to secrets.</summary>
    public static ComponentKind SecretStore { get; } = new("secretstores", "secret store");

    /// <summary>Configuration stores.</summary>
    public static ComponentKind Configuration { get; } = new("configuration", "configuration store");

    /// <summary>Lock stores.</summary>
    public static ComponentKind Lock { get; } = new("lock", "lock store");

    /// <summary>Name resolvers: app id to address.</summary>
    public static ComponentKind NameResolution { get; } = new("nameresolution", "name resolver");

    /// <summary>Providers of cryptographic keys and operations.</summary>
    public static ComponentKind Crypto { get; } = new("crypto", "crypto provider");

    /// <summary>Language-model providers.</summary>
    public static ComponentKind Conversation { get; } = new("conversation", "conversation provider");

    /// <summary>HTTP middleware, used by pipelines.</summary>
    public static ComponentKind HttpMiddleware { get; } = new("middleware.http", "HTTP middleware");

    /// <summary>Layotto: generators of increasing numbers.</summary>
    public static ComponentKind Sequencer { get; } = new("sequencer", "sequencer");

    /// <summary>Layotto: file storage.</summary>
    public static ComponentKind File { get; } = new("file", "file store");

    /// <summary>Layotto: object storage.</summary>
    public static ComponentKind ObjectStorage { get; } = new("oss", "object store");

    /// <summary>Layotto: the greeting that its samples use.</summary>
    public static ComponentKind Hello { get; } = new("hello", "hello");

    /// <summary>Layotto: delayed messages.</summary>
    public static ComponentKind DelayQueue { get; } = new("delay_queue", "delay queue");

    /// <summary>Layotto: e-mail.</summary>
    public static ComponentKind Email { get; } = new("email", "e-mail service");

    /// <summary>Layotto: short messages.</summary>
    public static ComponentKind Sms { get; } = new("sms", "SMS service");

    /// <summary>Layotto: voice calls.</summary>
    public static ComponentKind Phone { get; } = new("phone", "phone service");

    /// <summary>Layotto: encryption with a named key.</summary>
    public static ComponentKind Cryption { get; } = new("cryption", "cryption service");

    /// <summary>Every kind, in the order above.</summary>
    public static IReadOnlyList<ComponentKind> All { get; } =
    [
        State, PubSub, Bindings, SecretStore, Configuration, Lock, NameResolution, Crypto, Conversation, HttpMiddleware,
        Sequencer, File, ObjectStorage, Hello, DelayQueue, Email, Sms, Phone, Cryption,
    ];

    private static readonly FrozenDictionary<string, ComponentKind> ByCategory =
        All.ToFrozenDictionary(kind => kind.Category, StringComparer.OrdinalIgnoreCase);

    /// <summary>The first part of the type of this kind's components, such as <c>state</c> or <c>middleware.http</c>.</summary>
    public string Category { get; }

    /// <summary>What a sentence calls a component of this kind, such as "state store".</summary>
    public string Title { get; }

    /// <summary>
    /// Splits a component type into its kind and its own name: <c>state.in-memory</c> into <see cref="State"/> and
    /// <c>in-memory</c>. The longest category wins, so <c>middleware.http.bearer</c> is of <see cref="HttpMiddleware"/>.
    /// </summary>
    /// <returns>Whether the type starts with a known category and has a name after it.</returns>
    public static bool TryParseType(string type, out ComponentKind kind, out string name)
    {
        for (var dot = type.LastIndexOf('.'); dot > 0; dot = type.LastIndexOf('.', dot - 1))
        {
            if (dot < type.Length - 1 && ByCategory.TryGetValue(type[..dot], out var found))
            {
                kind = found;
                name = type[(dot + 1)..];
                return true;
            }
        }

        kind = null!;
        name = "";
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Category;
}
