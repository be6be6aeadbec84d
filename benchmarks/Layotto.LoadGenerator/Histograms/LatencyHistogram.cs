using System.Numerics;

namespace Layotto.LoadGenerator.Histograms;

/// <summary>
/// Counts durations in log-linear buckets: 128 buckets for every doubling, so a reported value is within 0.4% of the
/// recorded one (half a bucket), from one nanosecond to a little over an hour, in 36 KiB. Histograms add up, so workers
/// and rounds merge without loss. Not safe for concurrent use: each worker owns one.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int HighestBit = 41;
    private const int BucketCount = ((HighestBit - SubBucketBits) * SubBuckets) + (2 * SubBuckets);

    /// <summary>Nanoseconds of the largest duration with a bucket of its own; longer ones count in the last bucket.</summary>
    public const long HighestTrackable = (1L << (HighestBit + 1)) - 1;

    private readonly long[] _counts = new long[BucketCount];

    public long Count { get; private set; }

    /// <summary>Smallest recorded duration in nanoseconds, exact; zero while empty.</summary>
    public long Minimum { get; private set; }

    /// <summary>Largest recorded duration in nanoseconds, exact; zero while empty.</summary>
    public long Maximum { get; private set; }

    /// <summary>Sum of all recorded durations in nanoseconds.</summary>
    public double Sum { get; private set; }

    public double Mean => Count == 0 ? 0 : Sum / Count;

    public void Record(long nanoseconds)
    {
        if (nanoseconds < 0)
            nanoseconds = 0;
        _counts[IndexOf(Math.Min(nanoseconds, HighestTrackable))]++;
        if (Count == 0 || nanoseconds < Minimum)
            Minimum = nanoseconds;
        if (nanoseconds > Maximum)
            Maximum = nanoseconds;
        Count++;
        Sum += nanoseconds;
    }

    public void Merge(LatencyHistogram other)
    {
        if (other.Count == 0)
            return;
        for (var index = 0; index < BucketCount; index++)
            _counts[index] += other._counts[index];
        Minimum = Count == 0 ? other.Minimum : Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
        Count += other.Count;
        Sum += other.Sum;
    }

    /// <summary>
    /// The nearest-rank percentile in nanoseconds: the smallest duration that at least <paramref name="percent"/> percent
    /// of all recorded durations do not exceed, as the middle of its bucket and never outside what was recorded.
    /// </summary>
    /// <param name="percent">From 0 to 100.</param>
    public long ValueAtPercentile(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        if (Count == 0)
            return 0;
        // The subtraction keeps 99.9% of 1000 at rank 999 although the product is a hair above it in binary.
        var rank = Math.Max(1, (long)Math.Ceiling((percent / 100 * Count) - 1e-6));
        if (rank >= Count)
            return Maximum;
        long seen = 0;
        for (var index = 0; index < BucketCount; index++)
        {
            seen += _counts[index];
            if (seen >= rank)
                return Math.Clamp(MiddleOf(index), Minimum, Maximum);
        }

        return Maximum;
    }

    /// <summary>The non-empty buckets in rising order: the middle of each in nanoseconds, and its count.</summary>
    public IEnumerable<(long Nanoseconds, long Count)> Buckets()
    {
        for (var index = 0; index < BucketCount; index++)
        {
            if (_counts[index] != 0)
                yield return (MiddleOf(index), _counts[index]);
        }
    }

    // Values below two sub-bucket ranges are their own index; above, the leading eight bits pick the bucket in the octave.
    private static int IndexOf(long value)
    {
        if (value < 2 * SubBuckets)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return (shift * SubBuckets) + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        if (index < 2 * SubBuckets)
            return index;
        var shift = (index / SubBuckets) - 1;
        var lowest = (long)(index - (shift * SubBuckets)) << shift;
        return lowest + (1L << shift >> 1);
    }
}
