using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.CommandLine;

public class MistakeTests
{
    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        var error = await CommandLineRun.MistakesOfAsync(
            "--app-id", "my.app", "--dapr-http-port", "seventy", "--dapr-grpc-port=70000", "--app-protocol", "gprc", "--log-level=warning",
            "--resources-path", "/nowhere", "--config=/nowhere.yaml", "--app-health-probe-timeout", "9000", "--max-body-size", "big",
            "--dapr-block-shutdown-duration", "soon", "--disable-init-endpoints", "subscribed", "--dapr-htp-port", "1", "--enable-metrics=maybe",
            "--placement-host-address", "nohost", "--actors-disseminate-timeout=0s", "--app-port");

        string[] expected =
        [
            "layotto: the command line has 16 mistakes:",
            "  --dapr-htp-port: there is no such flag; did you mean --dapr-http-port?",
            "  --app-port: has no value; give it a PORT after a blank or an equals sign.",
            "  --app-id \"my.app\": must not contain dots; \"my-app\" would do.",
            "  --disable-init-endpoints \"subscribed\": must be config or subscribe; did you mean subscribe?",
            "  --app-protocol \"gprc\": must be http, https, h2c, grpc or grpcs; did you mean grpc?",
            "  --dapr-http-port \"seventy\": must be a port number from 0 to 65535.",
            "  --dapr-grpc-port \"70000\": must be a port number from 0 to 65535.",
            "  --enable-metrics \"maybe\": must be true or false.",
            "  --resources-path \"/nowhere\": doesn't exist; it must be a directory.",
            "  --config \"/nowhere.yaml\": doesn't exist; it must be a file.",
            "  --max-body-size \"big\": must be a number of bytes or a quantity such as 4Mi.",
            "  --dapr-block-shutdown-duration \"soon\": must be a duration such as 30s, 1m30s or 500ms.",
            "  --actors-disseminate-timeout \"0s\": must be more than zero.",
            "  --placement-host-address \"nohost\": must be a host and a port, such as localhost:50005.",
            "  --log-level \"warning\": must be debug, info, warn, error or fatal; did you mean warn?",
            "  --app-health-probe-timeout \"9000\": is longer than the 5 s of --app-health-probe-interval; it must be at most as long.",
        ];
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines[..^1].Order(StringComparer.Ordinal));
        Assert.Equal("See \"layotto --help\".", lines[^1]);
    }

    [Theory]
    [InlineData("--app-id: is missing")]
    [InlineData("--app-id: is missing", "--app-id", "")]
    [InlineData("must not contain slashes", "--app-id", "a/b")]
    [InlineData("must not contain slashes", "--app-id", "a\nb")]
    [InlineData("\"8080\": is the port of --app-port too", "--app-id", "a", "--app-port", "8080", "--dapr-http-port", "8080")]
    [InlineData("\"9\": is the port of --dapr-http-port too", "--app-id", "a", "--dapr-http-port", "9", "--dapr-grpc-port", "9")]
    [InlineData("\"3500\": is the port of --dapr-http-port too", "--app-id", "a", "--metrics-port", "3500")]
    [InlineData("--enable-mtls: needs --sentry-address", "--app-id", "a", "--enable-mtls")]
    [InlineData("--scheduler-job-streams \"0\": must be at least 1", "--app-id", "a", "--scheduler-job-streams", "0")]
    [InlineData("--dapr-listen-addresses \"no.such.host.invalid\": must be an IP address", "--app-id", "a", "--dapr-listen-addresses", "no.such.host.invalid")]
    [InlineData("--unix-domain-socket \"/nowhere\": doesn't exist", "--app-id", "a", "--unix-domain-socket", "/nowhere")]
    [InlineData("--log-file \"/nowhere/a.log\": can't be made", "--app-id", "a", "--log-file", "/nowhere/a.log")]
    [InlineData("--log-file \"/\": is a directory", "--app-id", "a", "--log-file", "/")]
    [InlineData("--resources-path \"/etc/hostname\": is a file", "--app-id", "a", "--resources-path", "/etc/hostname")]
    [InlineData("--config \"/etc\": is a directory", "--app-id", "a", "--config", "/etc")]
    [InlineData("--read-buffer-size \"2Gi\": must be at most 1Gi", "--app-id", "a", "--read-buffer-size", "2Gi")]
    [InlineData("--component-command \"mystore\": must be a component's name, an equals sign and a command, such as mystore=./mystore.", "--app-id", "a", "--component-command", "mystore")]
    [InlineData("--component-command \"=./run\": must be a component's name", "--app-id", "a", "--component-command", "=./run")]
    [InlineData("--component-command \"a=\": has no command after the equals sign. It names no program.", "--app-id", "a", "--component-command", "a=")]
    [InlineData("--component-command \"a='b\": has no command after the equals sign. Its quote ' is never closed.", "--app-id", "a", "--component-command", "a='b")]
    [InlineData("--component-command \"a=c\": is the second command of the component a; give it one.", "--app-id", "a", "--component-command", "a=b", "--component-command=a=c")]
    [InlineData("\"extra\": is no flag", "--app-id", "a", "extra")]
    [InlineData("\"rn\": is neither a verb nor a flag; did you mean \"run\"?", "rn", "--", "node")]
    [InlineData("the verbs are run, check", "frobnicate")]
    [InlineData("--nonsense: there is no such flag.", "--app-id", "a", "--nonsense=1")]
    [InlineData("---app-id: there is no such flag", "---app-id", "a")]
    [InlineData("--: there is no such flag", "--app-id", "a", "--=x")]
    public async Task A_mistake_is_told_with_what_would_be_right(string expected, params string[] arguments)
        => Assert.Contains(expected, await CommandLineRun.MistakesOfAsync(arguments), StringComparison.Ordinal);

    [Fact]
    public async Task A_flag_without_its_value_does_not_take_the_next_flag_for_it()
    {
        var error = await CommandLineRun.MistakesOfAsync("--app-id", "--app-port", "8080");
        Assert.Contains("--app-id: has no value; give it an ID", error, StringComparison.Ordinal);
        Assert.Contains("has a mistake:", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_value_of_an_unknown_flag_is_no_mistake_of_its_own()
    {
        var error = await CommandLineRun.MistakesOfAsync("--app-id", "a", "--dapr-prt", "99");
        Assert.Contains("the command line has a mistake:", error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"99\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_terminal_would_act_on_is_not_repeated()
        => Assert.DoesNotContain('\e', await CommandLineRun.MistakesOfAsync("--app-id", "a", "--dapr-http-port", "\e[2J", "--\e[2J"));

    [Fact]
    public async Task Equal_ports_on_different_addresses_are_fine()
    {
        var options = await CommandLineRun.OptionsOfAsync(
            "--app-id", "a", "--dapr-listen-addresses", "127.0.0.1", "--metrics-listen-address", "127.0.0.2", "--metrics-port", "3500");
        Assert.Equal(options.HttpPort, options.MetricsPort);
    }

    [Fact]
    public async Task The_port_of_what_is_turned_off_is_nobodys()
        => Assert.Equal(3500, (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--metrics-port", "3500", "--enable-metrics=false")).MetricsPort);

    [Fact]
    public async Task A_configuration_in_Kubernetes_is_a_name_and_no_file()
        => Assert.Equal(["appconfig"], (await CommandLineRun.OptionsOfAsync("--app-id", "a", "--mode", "kubernetes", "--config", "appconfig")).Configurations);
}
