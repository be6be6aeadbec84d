using Layotto.Gateway.CommandLine.Flags;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.CommandLine;

public class SidecarFlagTests
{
    // These are tested by themselves: they are needed always, have no value to be read, or name a file.
    private static readonly string[] TestedElsewhere =
    [
        "app-id", "log-file", "enable-mtls", "app-ssl", "components-path", "dapr-http-max-request-size", "dapr-http-read-buffer-size",
        "actors-service", "reminders-service", "wait", "version", "build-info", "help",
    ];

    public static TheoryData<FlagRow> Rows => [.. FlagTable.Rows];

    [Fact]
    public void Every_flag_is_tested()
        => Assert.Equal(
            SidecarFlags.All.Select(flag => flag.Name).Order(StringComparer.Ordinal),
            FlagTable.Rows.Select(row => row.Name).Concat(TestedElsewhere).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_flag_has_the_default_of_daprd(FlagRow row)
        => Assert.Equal(row.Default, row.Read(await CommandLineRun.OptionsOfAsync("--app-id", "a")));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_flag_takes_its_value_after_an_equals_sign(FlagRow row)
    {
        Assert.Equal(row.Given, row.Read(await CommandLineRun.OptionsOfAsync("--app-id=a", $"--{row.Name}={row.Value}")));
        Assert.Equal(row.Given, row.Read(await CommandLineRun.OptionsOfAsync("-app-id=a", $"-{row.Name}={row.Value}")));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_flag_takes_the_next_word_for_its_value_unless_it_is_boolean(FlagRow row)
    {
        if (SidecarFlags.Find(row.Name)!.IsBoolean)
        {
            Assert.Contains($"--{row.Name}={row.Value}", await CommandLineRun.MistakesOfAsync("--app-id", "a", $"--{row.Name}", row.Value), StringComparison.Ordinal);
            return;
        }

        Assert.Equal(row.Given, row.Read(await CommandLineRun.OptionsOfAsync("--app-id", "a", $"--{row.Name}", row.Value)));
        Assert.Equal(row.Given, row.Read(await CommandLineRun.OptionsOfAsync("-app-id", "a", $"-{row.Name}", row.Value)));
    }

    [Theory]
    [InlineData("--enable-mtls", true)]
    [InlineData("-enable-mtls", true)]
    [InlineData("--enable-mtls=TRUE", true)]
    [InlineData("--enable-mtls=1", true)]
    [InlineData("--enable-mtls=F", false)]
    public async Task A_boolean_stands_alone_or_takes_what_Go_takes_for_one(string flag, bool expected)
        => Assert.Equal(expected, (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--sentry-address", "s:1", flag)).EnableMtls);

    [Fact]
    public async Task Api_logging_has_three_states()
    {
        Assert.Null((await CommandLineRun.OptionsOfAsync("--app-id", "a")).EnableApiLogging);
        Assert.True((await CommandLineRun.OptionsOfAsync("--app-id", "a", "--enable-api-logging")).EnableApiLogging);
        Assert.False((await CommandLineRun.OptionsOfAsync("--app-id", "a", "--enable-api-logging=false")).EnableApiLogging);
    }

    [Fact]
    public async Task The_last_value_of_a_flag_counts()
        => Assert.Equal(3, (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--dapr-http-port", "1", "--dapr-http-port=2", "-dapr-http-port", "3")).HttpPort);

    [Fact]
    public async Task A_repeatable_flag_keeps_every_value_in_order()
    {
        using var one = new TemporaryDirectory();
        using var two = new TemporaryDirectory();
        using var three = new TemporaryDirectory();
        var options = await CommandLineRun.OptionsOfAsync(
            "--app-id", "a", "--resources-path", $"{one.Path},{two.Path}", $"--resources-path={three.Path}");
        Assert.Equal([one.Path, two.Path, three.Path], options.ResourcePaths);
    }

    [Theory]
    [InlineData("--app-max-concurrency", "-1")]
    [InlineData("--app-max-concurrency", "0")]
    public async Task A_value_may_look_like_a_flag(string flag, string value)
        => Assert.Null((await CommandLineRun.OptionsOfAsync("--app-id", "a", flag, value)).AppMaxConcurrency);

    [Theory]
    [InlineData("placement-host-address")]
    [InlineData("dapr-listen-addresses")]
    [InlineData("dapr-internal-grpc-listen-address")]
    [InlineData("metrics-listen-address")]
    [InlineData("app-port")]
    [InlineData("dapr-internal-grpc-port")]
    [InlineData("app-protocol")]
    public async Task An_empty_value_is_the_default(string name)
    {
        var row = FlagTable.Rows.Single(row => row.Name == name);
        Assert.Equal(row.Default, row.Read(await CommandLineRun.OptionsOfAsync("--app-id", "a", $"--{name}=")));
        Assert.Equal(row.Default, row.Read(await CommandLineRun.OptionsOfAsync("--app-id", "a", $"--{name}", "")));
    }

    [Fact]
    public async Task Health_settings_that_make_no_sense_fall_back_to_their_defaults()
    {
        var options = await CommandLineRun.OptionsOfAsync(
            "--app-id", "a", "--app-health-probe-interval=0", "--app-health-probe-timeout=-5", "--app-health-threshold=0");
        Assert.Equal(TimeSpan.FromSeconds(5), options.AppHealthProbeInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(500), options.AppHealthProbeTimeout);
        Assert.Equal(3, options.AppHealthThreshold);
    }

    [Theory]
    [InlineData("-1", 4L << 20)]
    [InlineData("0", null)]
    [InlineData("1024", 1024L)]
    public async Task The_body_size_may_be_the_default_or_without_bounds(string value, long? expected)
        => Assert.Equal(expected, (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--max-body-size", value)).MaxBodyBytes);

    [Fact]
    public async Task Localhost_means_the_loopback_addresses()
        => Assert.Equal(ListenAddress.Loopback, (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--dapr-listen-addresses", "localhost")).ListenAddresses);

    [Fact]
    public async Task The_log_file_is_written_to_its_end()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("layotto.log", "before\n");
        await CommandLineRun.OptionsOfAsync("--app-id", "a", "--log-file", path);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal("before", lines[0]);
        Assert.Contains("Starting Layotto Runtime", lines[1], StringComparison.Ordinal);
    }
}
