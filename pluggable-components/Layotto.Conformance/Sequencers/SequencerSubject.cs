using Layotto.Components.Sequencers;

namespace Layotto.Conformance.Sequencers;

/// <summary>A sequencer that cases are run against. Cases use no keys but such as they made up themselves.</summary>
public sealed class SequencerSubject : IConformanceSubject
{
    /// <summary>The sequencer, initialised.</summary>
    public required ISequencer Sequencer { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();
}
