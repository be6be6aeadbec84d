using Layotto.Benchmarks.Results;
using Layotto.Benchmarks.Tools;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Tools;

public sealed class WrkOutputTests
{
    private const string Good = """
        Running 2s test @ http://127.0.0.1:18081/v1.0/state/a/b
          1 threads and 4 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     1.75ms    9.53ms  88.98ms   96.71%
            Req/Sec    37.10k    10.11k   46.54k    95.24%
          Latency Distribution
             50%   85.00us
             75%  114.00us
             90%  179.00us
             99%   63.39ms
          77413 requests in 2.10s, 84.38MB read
        Requests/sec:  36874.45
        Transfer/sec:     40.19MB

        """;

    [Fact]
    public void Rate_percentiles_and_count_are_read()
    {
        var figures = WrkOutput.Parse(Good);

        Assert.Null(figures.Fault);
        Assert.Equal(36874.45, figures.Values[Metric.RequestsPerSecond]);
        Assert.Equal(85, figures.Values[Metric.P50]);
        Assert.Equal(179, figures.Values[Metric.P90]);
        Assert.Equal(63_390, figures.Values[Metric.P99]);
        Assert.Equal(77413, figures.TotalResponses);
    }

    [Theory]
    [InlineData("  Non-2xx or 3xx responses: 58047\n")]
    [InlineData("  Socket errors: connect 0, read 3, write 0, timeout 0\n")]
    public void Errors_make_the_round_faulty(string line) =>
        Assert.Equal(line.Trim() + ".", WrkOutput.Parse(Good.Replace("Requests/sec", line + "Requests/sec", StringComparison.Ordinal)).Fault);

    [Fact]
    public void Other_output_is_a_fault() => Assert.NotNull(WrkOutput.Parse("unable to connect").Fault);
}
