namespace Layotto.Components.Sequencers;

/// <summary>A generator of numbers that increase, one sequence for each key.</summary>
public interface ISequencer : IComponent
{
    /// <summary>Gives the next number of a sequence.</summary>
    /// <returns>The number; at least 1.</returns>
    /// <exception cref="ComponentException">The component couldn't answer; a number may have been used up.</exception>
    ValueTask<long> GetNextIdAsync(SequencerRequest request, CancellationToken cancellationToken);

    /// <summary>Gives a range of numbers that nobody else gets.</summary>
    /// <param name="request">The sequence.</param>
    /// <param name="size">How many numbers are wanted; at least 1.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The range, which may be smaller than wanted; null where the component gives single numbers alone.</returns>
    /// <exception cref="ComponentException">The component couldn't answer; numbers may have been used up.</exception>
    ValueTask<SequencerSegment?> GetSegmentAsync(SequencerRequest request, int size, CancellationToken cancellationToken);
}
