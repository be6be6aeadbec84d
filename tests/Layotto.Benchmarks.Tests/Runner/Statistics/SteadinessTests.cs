using Layotto.Benchmarks.Statistics;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Statistics;

public sealed class SteadinessTests
{
    [Fact]
    public void Two_windows_within_three_percent_end_the_warm_up()
    {
        var steadiness = new Steadiness();
        Assert.False(steadiness.Add(100));
        Assert.False(steadiness.Add(200));
        Assert.False(steadiness.Add(190));
        Assert.True(steadiness.Add(195));
    }
}
