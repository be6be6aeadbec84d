namespace Layotto.Components.Sequencers;

/// <summary>What a sequence promises; the numbers are those of Layotto's API.</summary>
public enum SequencerIncrement
{
    /// <summary>Numbers don't repeat, and increase as far as the store can tell.</summary>
    Weak = 0,

    /// <summary>Each number is higher than every one before it, for whoever asks.</summary>
    Strong = 1,
}
