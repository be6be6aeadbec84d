using Layotto.Benchmarks.Results;
using Layotto.Benchmarks.Tools;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Tools;

public sealed class H2LoadOutputTests
{
    private const string Good = """
        starting benchmark...
        Application protocol: h2c
        Stopped all clients for thread #0

        finished in 2.00s, 50331.00 req/s, 1.97MB/s
        requests: 100662 total, 100670 started, 100662 done, 100662 succeeded, 0 failed, 0 errored, 0 timeout
        status codes: 100662 2xx, 0 3xx, 0 4xx, 0 5xx
        traffic: 3.94MB (4127494) total, 295.12KB (302200) headers (space savings 95.77%), 983.03KB (1006620) data
                             min         max         mean         sd        +/- sd
        time for request:       35us     55.41ms       144us       504us    99.83%
        time for connect:       75us       117us        96us        29us   100.00%
        req/s           :   25162.36    25164.86    25163.61        1.77   100.00%
        """;

    [Fact]
    public void Rate_mean_and_count_are_read()
    {
        var figures = H2LoadOutput.Parse(Good);

        Assert.Null(figures.Fault);
        Assert.Equal(50331, figures.Values[Metric.RequestsPerSecond]);
        Assert.Equal(144, figures.Values[Metric.Mean]);
        Assert.Equal(100662, figures.TotalResponses);
    }

    [Theory]
    [InlineData("100662 2xx, 0 3xx", "100000 2xx, 662 3xx", "662 responses with another status")]
    [InlineData("0 failed, 0 errored", "3 failed, 2 errored", "5 requests failed")]
    [InlineData("finished in", "began in", "could not be understood")]
    public void Anything_wrong_makes_the_round_faulty(string good, string bad, string fault) =>
        Assert.Contains(fault, H2LoadOutput.Parse(Good.Replace(good, bad, StringComparison.Ordinal)).Fault, StringComparison.Ordinal);

    [Fact]
    public void A_server_that_is_not_there_is_a_fault()
    {
        const string refused = """
            finished in 1.00s, 0.00 req/s, 0B/s
            requests: 0 total, 0 started, 0 done, 0 succeeded, 0 failed, 0 errored, 0 timeout
            status codes: 0 2xx, 0 3xx, 0 4xx, 0 5xx
            time for request:        0us         0us         0us         0us     0.00%
            """;
        Assert.Equal("No request succeeded.", H2LoadOutput.Parse(refused).Fault);
    }
}
