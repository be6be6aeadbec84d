using System.CommandLine;
using System.Diagnostics;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.CommandLine;

public class CompletionTests
{
    [Theory]
    [InlineData("layotto comp", "completion components")]
    [InlineData("layotto conf", "conformance")]
    [InlineData("layotto conformance sta", "state")]
    [InlineData("layotto conformance state --dur", "--durable")]
    [InlineData("layotto ru", "run")]
    [InlineData("layotto --app-hea", "--app-health-check-path --app-health-probe-interval --app-health-probe-timeout --app-health-threshold")]
    [InlineData("layotto --app-id x --app-protocol g", "grpc grpcs")]
    [InlineData("layotto --log-level ", "debug error fatal info warn")]
    [InlineData("layotto run --app-po", "--app-port")]
    [InlineData("layotto components ", "--help -h describe list sockets")]
    [InlineData("layotto completion b", "bash")]
    [InlineData("layotto check --str", "--strict")]
    [InlineData("layotto run --app-id x -- layotto --app-hea", "")]
    [InlineData("layotto --actors-ser", "")]
    public async Task Bash_completes_what_has_been_typed(string typed, string expected)
    {
        using var directory = new TemporaryDirectory();
        directory.WriteScript("layotto", $"#!/bin/sh\nexec dotnet \"{Path.Combine(AppContext.BaseDirectory, "layotto.dll")}\" \"$@\"\n");
        var words = typed.Split(' ');
        var script = $$"""
            source <(layotto completion bash)
            complete -p layotto >&2 || exit 1
            COMP_WORDS=({{string.Join(' ', words.Select(word => $"'{word}'"))}})
            COMP_CWORD={{words.Length - 1}}
            _layotto
            printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | paste -sd ' '
            """;
        var start = new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{directory.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).Within();
        Assert.Equal("complete -o default -F _layotto layotto\n", await error.Within());
        Assert.Equal(expected, output.Trim());
    }

    [Fact]
    public async Task Component_types_are_completed()
    {
        var run = new CommandLineRun();
        var line = $"{RootCommand.ExecutableName} components describe state.";
        Assert.Equal(0, await run.RunAsync($"[suggest:{line.Length}]", line));
        Assert.Equal("state.sqlite\n", run.Output);
    }

    [Theory]
    [InlineData("zsh", "#compdef layotto")]
    [InlineData("fish", "complete --command layotto")]
    public async Task Other_shells_have_a_script_too(string shell, string part)
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync("completion", shell));
        Assert.Contains(part, run.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", run.Output, StringComparison.Ordinal);
    }
}
