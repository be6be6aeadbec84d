using Layotto.Gateway.CommandLine.Flags;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.CommandLine;

public class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-help")]
    [InlineData("--app-id", "x", "--nonsense", "--help")]
    public async Task Help_is_as_it_was(params string[] arguments)
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync(arguments));
        var path = Path.Combine(AppContext.BaseDirectory, "CommandLine", "help.txt");
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), run.Output);
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("check", "--help")]
    [InlineData("components", "--help")]
    [InlineData("components", "describe", "-h")]
    [InlineData("conformance", "--help")]
    [InlineData("completion", "--help")]
    [InlineData("version", "--help")]
    public async Task No_line_of_help_is_too_wide(params string[] arguments)
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync(arguments));
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    public async Task Every_flag_that_is_not_deprecated_is_in_help(params string[] arguments)
    {
        var run = new CommandLineRun();
        await run.RunAsync(arguments);
        var expected = SidecarFlags.All.Where(flag => flag.Deprecation is null && (arguments.Length == 1 || flag.Group != FlagGroup.Process));
        Assert.All(expected, flag => Assert.Contains($"\n  {flag.Option}", run.Output, StringComparison.Ordinal));
        Assert.All(SidecarFlags.All.Where(flag => flag.Deprecation is not null), flag => Assert.DoesNotContain(flag.Option + " ", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Headings_are_bold_where_there_are_colours()
    {
        var run = new CommandLineRun { HasColor = true };
        await run.RunAsync("--help");
        Assert.Contains("\e[1mUsage:\e[0m", run.Output, StringComparison.Ordinal);
    }
}
