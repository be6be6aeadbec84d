using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.CommandLine;

public class DeprecatedFlagTests
{
    [Theory]
    [InlineData("http", AppProtocol.Https)]
    [InlineData("grpc", AppProtocol.Grpcs)]
    [InlineData("h2c", AppProtocol.H2c)]
    public async Task App_ssl_turns_a_plain_protocol_into_a_secure_one(string protocol, AppProtocol expected)
        => Assert.Equal(expected, (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--app-ssl", "--app-protocol", protocol)).AppProtocol);

    [Fact]
    public async Task Sizes_in_whole_units_count_unless_the_newer_flags_are_given()
    {
        var alone = await CommandLineRun.OptionsOfAsync("--app-id", "a", "--dapr-http-max-request-size", "8", "--dapr-http-read-buffer-size", "16");
        Assert.Equal(8L << 20, alone.MaxBodyBytes);
        Assert.Equal(16 << 10, alone.ReadBufferBytes);
        var both = await CommandLineRun.OptionsOfAsync("--app-id", "a", "--dapr-http-max-request-size", "8", "--max-body-size", "1Mi");
        Assert.Equal(1L << 20, both.MaxBodyBytes);
        var unset = await CommandLineRun.OptionsOfAsync("--app-id", "a", "--dapr-http-max-request-size=-1");
        Assert.Equal(4L << 20, unset.MaxBodyBytes);
    }

    [Fact]
    public async Task Components_path_counts_unless_resources_path_is_given()
    {
        using var old = new TemporaryDirectory();
        using var current = new TemporaryDirectory();
        Assert.Equal([old.Path], (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--components-path", old.Path)).ResourcePaths);
        Assert.Equal(
            [current.Path],
            (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--components-path", old.Path, "--resources-path", current.Path)).ResourcePaths);
    }

    [Fact]
    public async Task A_deprecated_flag_is_warned_of_in_the_log()
    {
        var run = new CommandLineRun();
        run.Runner.End(0);
        Assert.Equal(0, await run.RunAsync("--app-id", "a", "--actors-service", "placement:x", "--reminders-service=y", "--app-ssl"));
        Assert.Contains("level=warning msg=\"Flag --actors-service has been deprecated, it no longer has any effect\"", run.LogOutput.Text, StringComparison.Ordinal);
        Assert.Contains("Flag --reminders-service has been deprecated", run.LogOutput.Text, StringComparison.Ordinal);
        Assert.Contains("Flag --app-ssl has been deprecated, use --app-protocol https or grpcs", run.LogOutput.Text, StringComparison.Ordinal);
    }
}
