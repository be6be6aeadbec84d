using Layotto.LoadGenerator.Histograms;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Histograms;

public sealed class LatencyHistogramTests
{
    private const double Tolerance = 0.005;

    [Theory]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(90)]
    [InlineData(99)]
    [InlineData(99.9)]
    [InlineData(100)]
    public void Percentiles_lie_within_half_a_percent_of_the_sorted_values(double percent)
    {
        var random = new Random(7);
        var histogram = new LatencyHistogram();
        var values = new long[20_000];
        for (var index = 0; index < values.Length; index++)
        {
            // From a microsecond to ten minutes, evenly on a logarithmic scale.
            values[index] = (long)Math.Pow(10, 3 + (random.NextDouble() * 8.8));
            histogram.Record(values[index]);
        }

        Array.Sort(values);
        var rank = (int)Math.Ceiling(percent / 100 * values.Length);
        var expected = values[rank - 1];
        Assert.InRange(histogram.ValueAtPercentile(percent), expected * (1 - Tolerance), expected * (1 + Tolerance));
    }

    [Fact]
    public void Every_single_value_is_reported_within_half_a_percent()
    {
        for (var value = 1L; value < LatencyHistogram.HighestTrackable / 2; value = (value * 11 / 10) + 1)
        {
            var histogram = new LatencyHistogram();
            histogram.Record(value);
            histogram.Record(LatencyHistogram.HighestTrackable);
            Assert.InRange(histogram.ValueAtPercentile(50), value * (1 - Tolerance), value * (1 + Tolerance));
        }
    }

    [Fact]
    public void Small_values_are_exact()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1; value <= 100; value++)
            histogram.Record(value);

        Assert.Equal(50, histogram.ValueAtPercentile(50));
        Assert.Equal(99, histogram.ValueAtPercentile(99));
        Assert.Equal(1, histogram.ValueAtPercentile(0));
        Assert.Equal(50.5, histogram.Mean);
    }

    [Fact]
    public void A_percentile_that_falls_on_a_whole_rank_takes_that_rank()
    {
        // 99.9% of 1000 is rank 999, although the product is a little above 999 in binary.
        var histogram = new LatencyHistogram();
        for (var count = 0; count < 999; count++)
            histogram.Record(10);
        histogram.Record(200);

        Assert.Equal(10, histogram.ValueAtPercentile(99.9));
    }

    [Fact]
    public void Merging_gives_what_recording_everything_in_one_would_have()
    {
        var random = new Random(11);
        var (first, second, both) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var index = 0; index < 5000; index++)
        {
            var value = random.NextInt64(1, 10_000_000_000);
            (index % 3 == 0 ? first : second).Record(value);
            both.Record(value);
        }

        first.Merge(second);

        Assert.Equal(both.Buckets(), first.Buckets());
        Assert.Equal((both.Count, both.Minimum, both.Maximum), (first.Count, first.Minimum, first.Maximum));
        Assert.Equal(both.Sum, first.Sum, 1e-3);
    }

    [Fact]
    public void Merging_an_empty_histogram_changes_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(5);
        histogram.Merge(new LatencyHistogram());

        Assert.Equal((1, 5, 5), (histogram.Count, histogram.Minimum, histogram.Maximum));
    }

    [Fact]
    public void A_value_beyond_the_range_counts_in_the_last_bucket_and_keeps_its_maximum()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(long.MaxValue);
        histogram.Record(-5);

        Assert.Equal(2, histogram.Count);
        Assert.Equal(0, histogram.Minimum);
        Assert.Equal(long.MaxValue, histogram.Maximum);
        Assert.Equal(2, histogram.Buckets().Sum(bucket => bucket.Count));
    }

    [Fact]
    public void An_empty_histogram_reports_zero()
    {
        Assert.Equal(0, new LatencyHistogram().ValueAtPercentile(99));
        Assert.Equal(0, new LatencyHistogram().Mean);
    }
}
