using System.Collections.Frozen;
using Layotto.Components.Sequencers;

namespace Layotto.Conformance.Sequencers;

/// <summary>What every sequencer must do.</summary>
public static class SequencerConformance
{
    private const int Many = 200;
    private const int SegmentSize = 100;

    /// <summary>The suite.</summary>
    public static ConformanceSuite<SequencerSubject> Suite { get; } = new(
        "sequencer",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Sequencer.PingAsync(cancellationToken)),
            new("numbers are at least 1, and increase", async (subject, cancellationToken) =>
            {
                var (request, last) = (NewRequest(), 0L);
                for (var number = 0; number < 20; number++)
                {
                    var next = await subject.Sequencer.GetNextIdAsync(request, cancellationToken);
                    Expect.True(next > last, $"the number after {last} should be larger, and at least 1; it is {next}");
                    last = next;
                }
            }),
            new("of many numbers at once no two are the same", async (subject, cancellationToken) =>
            {
                var request = NewRequest();
                var numbers = await Task.WhenAll(Enumerable.Range(0, Many).Select(
                    _ => Task.Run(async () => await subject.Sequencer.GetNextIdAsync(request, cancellationToken), cancellationToken)));
                Expect.Equal(Many, numbers.Distinct().Count(), "the number of different numbers");
            }),
            new("a range, where there are any, is nobody else's", async (subject, cancellationToken) =>
            {
                var request = NewRequest();
                var ranges = await Task.WhenAll(Enumerable.Range(0, 20).Select(
                    _ => Task.Run(async () => await subject.Sequencer.GetSegmentAsync(request, SegmentSize, cancellationToken), cancellationToken)));
                var last = 0L;
                foreach (var range in ranges.OfType<SequencerSegment>().OrderBy(range => range.From))
                {
                    Expect.True(range.From > last && range.To >= range.From, $"a range should begin behind {last} and not be empty; it is {range.From} to {range.To}");
                    Expect.True(range.To - range.From < SegmentSize, $"a range should have no more numbers than were asked for; it is {range.From} to {range.To}");
                    last = range.To;
                }
            }),
            new("a cancelled call is not carried out", async (subject, _) =>
            {
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(
                    async () => await subject.Sequencer.GetNextIdAsync(NewRequest(), cancelled.Token), "a call that is cancelled beforehand");
            }),
        ]);

    private static SequencerRequest NewRequest() => new($"conformance-{Guid.NewGuid():N}", SequencerIncrement.Strong, FrozenDictionary<string, string>.Empty);
}
