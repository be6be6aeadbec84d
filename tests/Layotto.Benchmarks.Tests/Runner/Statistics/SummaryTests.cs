using Layotto.Benchmarks.Statistics;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Statistics;

public sealed class SummaryTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2, 1, 3)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5, 1, 4)]
    [InlineData(new[] { 7.0 }, 7, 7, 7)]
    public void Median_and_range(double[] values, double median, double minimum, double maximum) =>
        Assert.Equal(new Summary(median, minimum, maximum, values.Length), Summary.Of(values));

    [Fact]
    public void No_values_have_no_summary() => Assert.Throws<ArgumentException>(() => Summary.Of([]));

    [Fact]
    public void Ratios_are_taken_within_each_round()
    {
        // A machine that is twice as slow in the second round leaves every ratio as it is.
        var values = new Dictionary<int, double> { [1] = 50, [2] = 25, [3] = 60 };
        var baseline = new Dictionary<int, double> { [1] = 100, [2] = 50, [3] = 100 };

        Assert.Equal(new Summary(0.5, 0.5, 0.6, 3), Summary.OfRatios(values, baseline));
    }

    [Fact]
    public void A_round_that_one_side_lacks_is_left_out()
    {
        var values = new Dictionary<int, double> { [1] = 50, [3] = 30 };
        var baseline = new Dictionary<int, double> { [2] = 100, [3] = 10 };

        Assert.Equal(new Summary(3, 3, 3, 1), Summary.OfRatios(values, baseline));
        Assert.Null(Summary.OfRatios(values, new Dictionary<int, double> { [2] = 100 }));
    }

    [Fact]
    public void A_baseline_of_zero_has_no_ratio() =>
        Assert.Null(Summary.OfRatios(new Dictionary<int, double> { [1] = 5 }, new Dictionary<int, double> { [1] = 0 }));
}
