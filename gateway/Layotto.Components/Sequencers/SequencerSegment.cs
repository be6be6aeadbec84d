namespace Layotto.Components.Sequencers;

/// <summary>A range of numbers.</summary>
/// <param name="From">The first one; at least 1.</param>
/// <param name="To">The last one; not below the first.</param>
public readonly record struct SequencerSegment(long From, long To);
