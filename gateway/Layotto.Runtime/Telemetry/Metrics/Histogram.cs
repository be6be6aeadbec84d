using System.Diagnostics;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>How many values lie under each of the bounds, and their sum. Values are whole numbers of a unit, such as ticks.</summary>
/// <param name="bounds">The bounds in that unit, ascending; a value at a bound lies under it.</param>
/// <param name="scale">How many units one shown unit has.</param>
public sealed class Histogram(long[] bounds, double scale) : MetricSeries
{
    // A count for each bound, and a last one for what lies above all of them.
    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _sum;

    /// <inheritdoc/>
    public override bool IsUsed
    {
        get
        {
            for (var bucket = 0; bucket < _counts.Length; bucket++)
            {
                if (CountIn(bucket) != 0)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The sum of all values, in the shown unit.</summary>
    public double Sum => Volatile.Read(ref _sum) / scale;

    /// <summary>How many buckets there are; the last one has no bound.</summary>
    public int BucketCount => _counts.Length;

    /// <summary>How many values lie in a bucket and in none before it.</summary>
    public long CountIn(int bucket) => Volatile.Read(ref _counts[bucket]);

    /// <summary>Records a value.</summary>
    /// <param name="value">The value; a negative one counts as zero.</param>
    public void Record(long value)
    {
        value = Math.Max(value, 0);

        // Most values lie in the first buckets, so a walk from the front is faster than to halve.
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _sum, value);
    }

    /// <summary>Records the time since a moment; for histograms of latencies.</summary>
    /// <param name="start">What <see cref="Stopwatch.GetTimestamp"/> gave at the moment.</param>
    public void RecordSince(long start) => Record(Stopwatch.GetElapsedTime(start).Ticks);
}
