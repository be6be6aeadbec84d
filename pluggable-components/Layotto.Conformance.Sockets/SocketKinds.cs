using Layotto.Components;
using Layotto.Components.Conversation;
using Layotto.Components.Files;
using Layotto.Components.Greetings;
using Layotto.Components.Sequencers;
using Layotto.Conformance.Configuration;
using Layotto.Conformance.Conversation;
using Layotto.Conformance.Crypto;
using Layotto.Conformance.Files;
using Layotto.Conformance.Greetings;
using Layotto.Conformance.Locks;
using Layotto.Conformance.Middleware;
using Layotto.Conformance.NameResolution;
using Layotto.Conformance.ObjectStorage;
using Layotto.Conformance.PubSub;
using Layotto.Conformance.Secrets;
using Layotto.Conformance.Sequencers;
using Layotto.Conformance.Sockets.Lives;
using Layotto.Conformance.Sockets.Subjects;
using Layotto.Conformance.Sockets.Wire;
using Layotto.Conformance.State;

namespace Layotto.Conformance.Sockets;

/// <summary>The kinds that can be tested: a further one is a line here, with its subject and its services.</summary>
internal static class SocketKinds
{
    public static IReadOnlyList<SocketKind> All { get; } =
    [
        new(ComponentKind.State, [WireServices.StateStore], async (target, token) =>
        [
            .. BoundCase.Of(StateConformance.Suite, await StateSubjects.CreateAsync(target, token)),
            .. BoundCase.Of(StateLife.Suite, new LifeSubject(target)),
        ]),
        new(ComponentKind.PubSub, [WireServices.PubSub], (target, _) => Cases(
            BoundCase.Of(PubSubConformance.Suite, PubSubSubjects.Create(target)), BoundCase.Of(PubSubLife.Suite, new LifeSubject(target)))),
        new(ComponentKind.Bindings, [WireServices.InputBinding, WireServices.OutputBinding], (target, _) => Cases(BindingSubjects.Cases(target))),
        new(ComponentKind.SecretStore, [WireServices.SecretStore], (target, _) => Cases(BoundCase.Of(SecretStoreConformance.Suite, SecretSubjects.Create(target)))),
        new(ComponentKind.Configuration, [WireServices.ConfigurationStore], (target, _) => Cases(
            BoundCase.Of(ConfigurationStoreConformance.Suite, OwnSubjects.Configuration(target)),
            BoundCase.Of(ConfigurationLife.Suite, new LifeSubject(target)))),
        new(ComponentKind.Lock, [WireServices.LockStore], (target, _) => Cases(BoundCase.Of(LockStoreConformance.Suite, OwnSubjects.Lock(target)))),
        new(ComponentKind.Crypto, [WireServices.CryptoProvider], (target, _) => Cases(BoundCase.Of(CryptoProviderConformance.Suite, OwnSubjects.Crypto(target)))),
        new(ComponentKind.NameResolution, [WireServices.NameResolver], (target, _) => Cases(
            BoundCase.Of(NameResolverConformance.Suite, OwnSubjects.NameResolver(target)),
            BoundCase.Of(NameResolverLife.Suite, new LifeSubject(target, (NameResolverAbilities.Registers, true))))),
        new(ComponentKind.HttpMiddleware, [WireServices.HttpMiddleware], (target, _) => Cases(
            BoundCase.Of(HttpMiddlewareConformance.Suite, OwnSubjects.HttpMiddleware(target)))),
        new(ComponentKind.Conversation, [WireServices.ConversationProvider], (target, _) => Cases(
            BoundCase.Of(ConversationConformance.Suite, new ConversationSubject { Provider = (IConversationProvider)target.Component }))),
        new(ComponentKind.Sequencer, [WireServices.Sequencer], (target, _) => Cases(
            BoundCase.Of(SequencerConformance.Suite, new SequencerSubject { Sequencer = (ISequencer)target.Component }))),
        new(ComponentKind.ObjectStorage, [WireServices.ObjectStorage], (target, _) => Cases(
            BoundCase.Of(ObjectStorageConformance.Suite, OwnSubjects.ObjectStorage(target)))),
        new(ComponentKind.File, [WireServices.FileStore], (target, _) => Cases(
            BoundCase.Of(FileStoreConformance.Suite, new FileStoreSubject { Store = (IFileStore)target.Component }))),
        new(ComponentKind.Hello, [WireServices.Hello], (target, _) => Cases(
            BoundCase.Of(GreeterConformance.Suite, new GreeterSubject { Greeter = (IGreeter)target.Component }))),
    ];

    private static Task<IEnumerable<BoundCase>> Cases(params IEnumerable<BoundCase>[] suites) => Task.FromResult(suites.SelectMany(cases => cases));
}
