using Layotto.Benchmarks.CommandLine;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.CommandLine;

public sealed class RunnerOptionsParserTests
{
    private static readonly string[] Required = ["--results", "r", "--bare", "/", "--generator", "/"];

    [Fact]
    public void Arguments_become_options()
    {
        var parser = new RunnerOptionsParser(["a", "b"]);
        var options = parser.Parse(
            [.. Required, "--gateway", "/", "--gateway-argument", "--x", "--gateway-argument", "1", "--scenario", "b", "--rounds", "7", "--control"]);

        Assert.Empty(parser.Errors);
        Assert.NotNull(options);
        Assert.Equal(["--x", "1"], options.GatewayArguments);
        Assert.Equal(["b"], options.Scenarios);
        Assert.Equal((7, true, "/"), (options.Rounds, options.Control, options.Gateway));
    }

    [Fact]
    public void A_quick_run_is_short()
    {
        var options = new RunnerOptionsParser([]).Parse([.. Required, "--quick", "--duration", "60"]);
        Assert.Equal((2, TimeSpan.FromSeconds(1)), (options?.Rounds, options?.Duration));
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var parser = new RunnerOptionsParser(["a"]);
        Assert.Null(parser.Parse(["--bare", "/not/there", "--rounds", "0", "--scenario", "c", "--speed", "1", "--results"]));
        Assert.Collection(
            parser.Errors,
            error => Assert.Contains("'/not/there' is no folder", error, StringComparison.Ordinal),
            error => Assert.Contains("--rounds '0'", error, StringComparison.Ordinal),
            error => Assert.Contains("'--speed'", error, StringComparison.Ordinal),
            error => Assert.Contains("'--results'", error, StringComparison.Ordinal),
            error => Assert.Contains("--results is missing", error, StringComparison.Ordinal),
            error => Assert.Contains("--generator is missing", error, StringComparison.Ordinal),
            error => Assert.Contains("no scenario 'c'; there are a", error, StringComparison.Ordinal));
    }
}
