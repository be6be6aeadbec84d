using System.Diagnostics;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>The count and the latency of one operation of one component, for success and for failure; to be kept by whoever calls it often.</summary>
public sealed class OperationMetrics
{
    private readonly CountedLatency? _source;
    private readonly string[] _labels;
    private Outcome? _success;
    private Outcome? _failure;

    internal OperationMetrics(CountedLatency? source, params string[] labels)
    {
        _source = source;
        _labels = labels;
    }

    /// <summary>Measures nothing.</summary>
    public static OperationMetrics None { get; } = new(null);

    /// <summary>The time at which the operation begins; 0 when nothing is measured.</summary>
    public long Start() => _source is null ? 0 : Stopwatch.GetTimestamp();

    /// <summary>Records that the operation has ended.</summary>
    /// <param name="start">What <see cref="Start"/> gave.</param>
    /// <param name="success">Whether it succeeded.</param>
    public void Record(long start, bool success)
    {
        if (_source is null)
            return;

        // A series is made on its first use, so that what never happened isn't shown.
        var outcome = success ? _success ??= Find(true) : _failure ??= Find(false);
        outcome.Count.Increment();
        outcome.Latency.RecordSince(start);
    }

    private Outcome Find(bool success)
    {
        string[] labels = [.. _labels, CountedLatency.Text(success)];
        return new Outcome(_source!.Counts.Get(labels), _source.Latencies.Get(labels));
    }

    private sealed record Outcome(Counter Count, Histogram Latency);
}
