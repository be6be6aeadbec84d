using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.Sequencers;

namespace Layotto.Pluggable.Sdk.Tests.Kinds;

/// <summary>Sequences in memory.</summary>
internal sealed class MemorySequencer : ISequencer
{
    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Features => ["SEGMENTS"];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<long> GetNextIdAsync(SequencerRequest request, CancellationToken cancellationToken)
        => ValueTask.FromResult(_last.AddOrUpdate(request.Key, 1, static (_, last) => last + 1));

    public ValueTask<SequencerSegment?> GetSegmentAsync(SequencerRequest request, int size, CancellationToken cancellationToken)
    {
        var to = _last.AddOrUpdate(request.Key, static (_, size) => size, static (_, last, size) => last + size, (long)size);
        return ValueTask.FromResult<SequencerSegment?>(new SequencerSegment(to - size + 1, to));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
