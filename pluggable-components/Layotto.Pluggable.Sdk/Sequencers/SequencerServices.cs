using Layotto.Components;
using Layotto.Components.Sequencers;
using Layotto.Pluggable.Sdk.Serving;
using WireSequencer = Layotto.Protos.Components.V1.Sequencer;

namespace Layotto.Pluggable.Sdk.Sequencers;

/// <summary>How sequencers are served.</summary>
internal static class SequencerServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.Sequencer,
        static component => component is ISequencer,
        static (instances, _) => [new ServedService(WireSequencer.BindService(new SequencerService(instances)), WireSequencer.Descriptor)]);
}
