using Layotto.Pluggable.Sdk.Bindings;
using Layotto.Pluggable.Sdk.Configuration;
using Layotto.Pluggable.Sdk.Conversation;
using Layotto.Pluggable.Sdk.Crypto;
using Layotto.Pluggable.Sdk.Files;
using Layotto.Pluggable.Sdk.Greetings;
using Layotto.Pluggable.Sdk.Locks;
using Layotto.Pluggable.Sdk.Middleware;
using Layotto.Pluggable.Sdk.NameResolution;
using Layotto.Pluggable.Sdk.ObjectStorage;
using Layotto.Pluggable.Sdk.PubSub;
using Layotto.Pluggable.Sdk.Secrets;
using Layotto.Pluggable.Sdk.Sequencers;
using Layotto.Pluggable.Sdk.State;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>The kinds that can be served; a further one is a folder of its own and a line here.</summary>
internal static class ServedKinds
{
    public static IReadOnlyList<ServedKind> All { get; } =
    [
        StateServices.Kind,
        PubSubServices.Kind,
        BindingServices.Kind,
        SecretServices.Kind,
        ConfigurationServices.Kind,
        LockServices.Kind,
        CryptoServices.Kind,
        NameServices.Kind,
        MiddlewareServices.Kind,
        ConversationServices.Kind,
        SequencerServices.Kind,
        ObjectStorageServices.Kind,
        FileServices.Kind,
        GreeterServices.Kind,
    ];
}
