using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Components.Conversation;
using Layotto.Components.Crypto;
using Layotto.Components.Files;
using Layotto.Components.Greetings;
using Layotto.Components.HttpMiddleware;
using Layotto.Components.Locks;
using Layotto.Components.NameResolution;
using Layotto.Components.ObjectStorage;
using Layotto.Components.PubSub;
using Layotto.Components.Secrets;
using Layotto.Components.Sequencers;
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
using Layotto.Protos.Spec.Pluggable.Hello.V1;
using Dapr = Layotto.Protos.Dapr.Components.V1;
using Own = Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>The kinds that can be served; a further one is a folder of its own and a line here.</summary>
internal static class ServedKinds
{
    public static IReadOnlyList<ServedKind> All { get; } =
    [
        StateServices.Kind,
        ServedKind.Of<IPubSub>(
            ComponentKind.PubSub, static instances => Dapr.PubSub.BindService(new PubSubService(instances)), Dapr.PubSub.Descriptor),
        BindingServices.Kind,
        ServedKind.Of<ISecretStore>(
            ComponentKind.SecretStore, static instances => Dapr.SecretStore.BindService(new SecretService(instances)), Dapr.SecretStore.Descriptor),
        ServedKind.Of<IConfigurationStore>(
            ComponentKind.Configuration, static instances => Own.ConfigurationStore.BindService(new ConfigurationService(instances)), Own.ConfigurationStore.Descriptor),
        ServedKind.Of<ILockStore>(
            ComponentKind.Lock, static instances => Own.LockStore.BindService(new LockService(instances)), Own.LockStore.Descriptor),
        ServedKind.Of<ICryptoProvider>(
            ComponentKind.Crypto, static instances => Own.CryptoProvider.BindService(new CryptoService(instances)), Own.CryptoProvider.Descriptor),
        ServedKind.Of<INameResolver>(
            ComponentKind.NameResolution, static instances => Own.NameResolver.BindService(new NameService(instances)), Own.NameResolver.Descriptor),
        ServedKind.Of<IHttpMiddleware>(
            ComponentKind.HttpMiddleware, static instances => Own.HttpMiddleware.BindService(new MiddlewareService(instances)), Own.HttpMiddleware.Descriptor),
        ServedKind.Of<IConversationProvider>(
            ComponentKind.Conversation, static instances => Own.ConversationProvider.BindService(new ConversationService(instances)), Own.ConversationProvider.Descriptor),
        ServedKind.Of<ISequencer>(
            ComponentKind.Sequencer, static instances => Own.Sequencer.BindService(new SequencerService(instances)), Own.Sequencer.Descriptor),
        ServedKind.Of<IObjectStorage>(
            ComponentKind.ObjectStorage, static instances => Own.ObjectStorage.BindService(new ObjectStorageService(instances)), Own.ObjectStorage.Descriptor),
        ServedKind.Of<IFileStore>(
            ComponentKind.File, static instances => Own.FileStore.BindService(new FileService(instances)), Own.FileStore.Descriptor),
        ServedKind.Of<IGreeter>(
            ComponentKind.Hello, static instances => Hello.BindService(new HelloService(instances)), Hello.Descriptor),
    ];
}
