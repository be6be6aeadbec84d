using Layotto.Components.Sequencers;

namespace Layotto.Conformance.Sequencers;

/// <summary>A sequencer that cases are run against.</summary>
public sealed class SequencerSubject : IConformanceSubject
{
    /// <summary>The sequencer, initialised.</summary>
    public required ISequencer Sequencer { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();
}
