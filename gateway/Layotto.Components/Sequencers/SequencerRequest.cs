namespace Layotto.Components.Sequencers;

/// <summary>Asks for numbers of a sequence.</summary>
/// <param name="Key">The sequence; not empty.</param>
/// <param name="Increment">What it must promise.</param>
/// <param name="Metadata">The request's metadata.</param>
public readonly record struct SequencerRequest(string Key, SequencerIncrement Increment, IReadOnlyDictionary<string, string> Metadata);
