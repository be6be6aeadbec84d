using Layotto.Components.Sequencers;

namespace Layotto.Conformance.Sequencers;

/// <summary>What every sequencer must do.</summary>
public static class SequencerConformance
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>The suite.</summary>
    public static ConformanceSuite<SequencerSubject> Suite { get; } = new(
        "sequencer",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Sequencer.PingAsync(cancellationToken)),
            new("numbers begin above zero and increase", async (subject, cancellationToken) =>
            {
                var request = New(SequencerIncrement.Strong);
                long last = 0;
                for (var count = 0; count < 20; count++)
                {
                    var next = await subject.Sequencer.GetNextIdAsync(request, cancellationToken);
                    Expect.True(next > last, $"the number {next} came after {last}");
                    last = next;
                }
            }),
            new("weak numbers don't repeat", async (subject, cancellationToken) =>
            {
                var request = New(SequencerIncrement.Weak);
                var numbers = new HashSet<long>();
                for (var count = 0; count < 20; count++)
                    Expect.True(numbers.Add(await subject.Sequencer.GetNextIdAsync(request, cancellationToken)), "a number came twice");
            }),
            new("many that ask at once get different numbers", async (subject, cancellationToken) =>
            {
                var request = New(SequencerIncrement.Strong);
                var numbers = await Task.WhenAll(Enumerable.Range(0, 64).Select(
                    _ => Task.Run(() => subject.Sequencer.GetNextIdAsync(request, cancellationToken).AsTask(), cancellationToken)));
                Expect.Equal(64, numbers.Distinct().Count(), "how many different numbers there were");
            }),
            new("ranges are nobody else's", async (subject, cancellationToken) =>
            {
                var request = New(SequencerIncrement.Weak);
                var ranges = await Task.WhenAll(Enumerable.Range(0, 16).Select(
                    _ => Task.Run(() => subject.Sequencer.GetSegmentAsync(request, 10, cancellationToken).AsTask(), cancellationToken)));
                if (ranges.All(range => range is null))
                    return;
                Expect.True(ranges.All(range => range is not null), "ranges were given to some and not to others");
                var sorted = ranges.OfType<SequencerSegment>().OrderBy(range => range.From).ToList();
                for (var index = 1; index < sorted.Count; index++)
                    Expect.True(sorted[index].From > sorted[index - 1].To, $"the ranges {sorted[index - 1]} and {sorted[index]} overlap");
            }),
            new("a number after a range isn't in it", async (subject, cancellationToken) =>
            {
                var request = New(SequencerIncrement.Strong);
                if (await subject.Sequencer.GetSegmentAsync(request, 10, cancellationToken) is not { } range)
                    return;
                var next = await subject.Sequencer.GetNextIdAsync(request, cancellationToken);
                Expect.True(next < range.From || next > range.To, $"the number {next} is in the range {range}");
            }),
        ]);

    private static SequencerRequest New(SequencerIncrement increment) => new($"conformance-{Guid.NewGuid():N}", increment, NoMetadata);
}
