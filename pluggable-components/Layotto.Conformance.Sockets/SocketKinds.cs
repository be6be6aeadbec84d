using Layotto.Components;
using Layotto.Conformance.Secrets;
using Layotto.Conformance.Sockets.Lives;
using Layotto.Conformance.Sockets.Subjects;
using Layotto.Conformance.Sockets.Wire;
using Layotto.Conformance.State;
using Layotto.Conformance.PubSub;

namespace Layotto.Conformance.Sockets;

/// <summary>The kinds that can be tested: a further one is a line here, with its subject and its services.</summary>
internal static class SocketKinds
{
    public static IReadOnlyList<SocketKind> All { get; } =
    [
        new(ComponentKind.State, [WireServices.StateStore], async (target, token) =>
        [
            .. BoundCase.Of(StateConformance.Suite, await StateSubjects.CreateAsync(target, token)),
            .. BoundCase.Of(StateLife.Suite, LifeSubject.Of(target)),
        ]),
        new(ComponentKind.PubSub, [WireServices.PubSub], (target, _) => Cases(
            BoundCase.Of(PubSubConformance.Suite, PubSubSubjects.Create(target)), BoundCase.Of(PubSubLife.Suite, LifeSubject.Of(target)))),
        new(ComponentKind.Bindings, [WireServices.InputBinding, WireServices.OutputBinding], (target, _) => Cases(BindingSubjects.Cases(target))),
        new(ComponentKind.SecretStore, [WireServices.SecretStore], (target, _) => Cases(BoundCase.Of(SecretStoreConformance.Suite, SecretSubjects.Create(target)))),
    ];

    private static Task<IEnumerable<BoundCase>> Cases(params IEnumerable<BoundCase>[] suites) => Task.FromResult(suites.SelectMany(cases => cases));
}
