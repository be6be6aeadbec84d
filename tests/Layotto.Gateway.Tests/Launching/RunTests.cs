using System.Runtime.InteropServices;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.Launching;

public class RunTests
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 42", 42)]
    [InlineData("kill -KILL $$", 137)]
    public async Task The_exit_code_of_the_app_is_passed_through(string script, int exitCode)
    {
        var run = new CommandLineRun();
        Assert.Equal(exitCode, await run.RunAsync("run", "--app-id", "orders", "--", "sh", "-c", script));
        Assert.True(run.Runner.WasStopped);
        Assert.False(run.Signals.IsSubscribed);
    }

    [Fact]
    public async Task The_app_is_told_where_its_sidecar_is_and_has_the_rest_of_the_environment()
    {
        var run = new CommandLineRun();
        await run.RunAsync("run", "--app-id=orders", "-app-port", "8080", "--app-protocol", "grpc", "--", "sh", "-c", "env | sort");
        string[] expected =
        [
            "APP_ID=orders", "APP_PORT=8080", "APP_PROTOCOL=grpc", "DAPR_GRPC_ENDPOINT=http://127.0.0.1:41002", "DAPR_GRPC_PORT=41002",
            "DAPR_HTTP_ENDPOINT=http://127.0.0.1:41001", "DAPR_HTTP_PORT=41001", "DAPR_METRICS_PORT=41004",
        ];
        Assert.All(expected, variable => Assert.Contains($"== APP == {variable}", run.LogOutput.Lines));
        Assert.Contains(run.LogOutput.Lines, line => line.StartsWith("== APP == PATH=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_lines_of_both_tell_whose_they_are()
    {
        var run = new CommandLineRun();
        await run.RunAsync("run", "--app-id", "orders", "--", "sh", "-c", "echo out; echo err >&2");
        Assert.Contains("== APP == out", run.LogOutput.Lines);
        Assert.Equal("== APP == err\n", run.LogError.Text);
        Assert.Contains(run.LogOutput.Lines, line => line.StartsWith("== LAYOTTO == time=", StringComparison.Ordinal)
            && line.Contains("You're up and running! App orders has started; its sidecar has HTTP port 41001 and gRPC port 41002", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_prefixes_are_coloured_on_a_terminal()
    {
        var run = new CommandLineRun { HasColor = true };
        await run.RunAsync("run", "--app-id", "orders", "--", "echo", "hello");
        Assert.Contains("\e[34m== APP == \e[0mhello\e[0m", run.LogOutput.Lines);
        Assert.Contains(run.LogOutput.Lines, line => line.StartsWith("\e[33m== LAYOTTO == \e[0mtime=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_begins_after_two_dashes_or_with_the_first_word()
    {
        var dashes = new CommandLineRun();
        await dashes.RunAsync("run", "--app-id", "orders", "--", "echo", "--app-id", "x", "--", "-h", "@y");
        Assert.Contains("== APP == --app-id x -- -h @y", dashes.LogOutput.Lines);
        var word = new CommandLineRun();
        await word.RunAsync("run", "--app-id", "orders", "echo", "--help", "a b");
        Assert.Contains("== APP == --help a b", word.LogOutput.Lines);
        Assert.Equal("orders", word.Runner.Options!.AppId);
    }

    [Fact]
    public async Task Free_ports_and_a_name_are_taken_when_none_are_given()
    {
        var run = new CommandLineRun();
        await run.RunAsync("run", "--", "true");
        var options = run.Runner.Options!;
        Assert.Equal((0, 0, 0), (options.HttpPort, options.GrpcPort, options.MetricsPort));
        Assert.Matches("^[a-z]+-[a-z]+-[0-9]{4}$", options.AppId);
        var given = new CommandLineRun();
        await given.RunAsync("run", "--app-id", "orders", "--dapr-http-port", "3501", "--", "true");
        Assert.Equal(("orders", 3501), (given.Runner.Options!.AppId, given.Runner.Options.HttpPort));
    }

    [Fact]
    public void Names_that_are_made_up_do_not_repeat_for_long()
        => Assert.Equal(
            [AppIdGenerator.Create(new Random(1)), AppIdGenerator.Create(new Random(2))],
            new[] { AppIdGenerator.Create(new Random(1)), AppIdGenerator.Create(new Random(2)) }.Distinct());

    [Theory]
    [InlineData("no-such-program", 127, "there is no program \"no-such-program\"")]
    [InlineData("/etc/passwd", 126, "can't be run")]
    public async Task A_program_that_is_not_there_is_told_before_anything_starts(string program, int exitCode, string reason)
    {
        var run = new CommandLineRun();
        Assert.Equal(exitCode, await run.RunAsync("run", "--app-id", "orders", "--", program));
        Assert.Contains($"layotto run: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Null(run.Runner.Options);
    }

    [Fact]
    public async Task A_program_that_cannot_start_stops_the_sidecar()
    {
        using var directory = new TemporaryDirectory();
        var script = directory.WriteScript("app", "#!/no/such/interpreter\n");
        var run = new CommandLineRun();
        Assert.Equal(127, await run.RunAsync("run", "--app-id", "orders", "--", script));
        Assert.Contains("can't be started", run.LogOutput.Text, StringComparison.Ordinal);
        Assert.True(run.Runner.WasStopped);
    }

    [Theory]
    [InlineData("the app's command: is missing", "run", "--app-id", "a")]
    [InlineData("the app's command: is missing", "run", "--app-id", "a", "--")]
    [InlineData("--app-prt: there is no such flag; did you mean --app-port?", "run", "--app-prt", "1", "--", "true")]
    [InlineData("have no meaning together with run", "run", "--version", "--", "true")]
    [InlineData("layotto run: the command line has 2 mistakes", "run", "--app-id", "a.b", "--dapr-http-port", "x", "--", "true")]
    public async Task Mistakes_are_told_as_for_the_sidecar(string expected, params string[] arguments)
        => Assert.Contains(expected, await CommandLineRun.MistakesOfAsync(arguments), StringComparison.Ordinal);

    [Theory]
    [InlineData(PosixSignal.SIGINT, "INT")]
    [InlineData(PosixSignal.SIGTERM, "TERM")]
    public async Task A_signal_goes_to_the_app_whose_exit_code_counts(PosixSignal signal, string name)
    {
        var run = new CommandLineRun();
        var exit = run.RunAsync("run", "--app-id", "orders", "--", "sh", "-c", Waiting($"trap 'echo got {name}; exit 7' {name}"));
        await run.LogOutput.WaitForAsync("== APP == waiting");
        run.Signals.Send(signal);
        Assert.Equal(7, await exit);
        Assert.Contains($"== APP == got {name}", run.LogOutput.Lines);
        Assert.True(run.Runner.WasStopped);
    }

    [Fact]
    public async Task A_hangup_goes_to_the_app_and_stops_nothing()
    {
        var run = new CommandLineRun();
        var exit = run.RunAsync("run", "--app-id", "orders", "--", "sh", "-c", Waiting("trap 'echo reloaded' HUP; trap 'exit 0' TERM"));
        await run.LogOutput.WaitForAsync("== APP == waiting");
        run.Signals.Send(PosixSignal.SIGHUP);
        await run.LogOutput.WaitForAsync("== APP == reloaded");
        Assert.False(exit.IsCompleted);
        run.Signals.Send(PosixSignal.SIGTERM);
        Assert.Equal(0, await exit);
        Assert.Equal(1, run.Runner.Runs);
    }

    [Fact]
    public async Task An_interrupt_of_a_terminal_reaches_the_app_without_help()
    {
        var run = new CommandLineRun { IsOnTerminal = true };
        var exit = run.RunAsync(
            "run", "--app-id", "orders", "--dapr-graceful-shutdown-seconds", "3600", "--",
            "sh", "-c", Waiting("count=1; trap 'echo got INT' INT; trap 'echo hangup $count; count=2' HUP"));
        await run.LogOutput.WaitForAsync("== APP == waiting");
        run.Signals.Send(PosixSignal.SIGINT);

        // The second hangup is handled after whatever came before the first.
        run.Signals.Send(PosixSignal.SIGHUP);
        await run.LogOutput.WaitForAsync("== APP == hangup 1");
        run.Signals.Send(PosixSignal.SIGHUP);
        await run.LogOutput.WaitForAsync("== APP == hangup 2");
        Assert.DoesNotContain("== APP == got INT", run.LogOutput.Lines);
        run.Signals.Send(PosixSignal.SIGINT);
        Assert.Equal(137, await exit);
    }

    [Fact]
    public async Task An_app_that_does_not_stop_in_time_is_killed_with_what_it_has_started()
    {
        using var directory = new TemporaryDirectory();
        var pipe = Path.Combine(directory.Path, "pipe");
        var run = new CommandLineRun();
        var exit = run.RunAsync(
            "run", "--app-id", "orders", "--dapr-graceful-shutdown-seconds", "0", "--",
            "sh", "-c", "trap '' TERM; mkfifo \"$0\"; sleep 1000 > \"$0\" & echo waiting; while :; do wait; done", pipe);
        await run.LogOutput.WaitForAsync("== APP == waiting");

        // Opens once the child of the app has its end of the pipe, and ends when the child does.
        await using var childsEnd = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)).Within();
        run.Signals.Send(PosixSignal.SIGTERM);
        Assert.Equal(137, await exit);
        Assert.Contains("The app has not stopped in time and is killed", run.LogOutput.Text, StringComparison.Ordinal);
        Assert.Equal(0, await childsEnd.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().Within());
    }

    [Fact]
    public async Task A_second_signal_kills_the_app_at_once()
    {
        var run = new CommandLineRun();
        var exit = run.RunAsync(
            "run", "--app-id", "orders", "--dapr-graceful-shutdown-seconds", "3600", "--", "sh", "-c", Waiting("trap 'echo ignored' TERM"));
        await run.LogOutput.WaitForAsync("== APP == waiting");
        run.Signals.Send(PosixSignal.SIGTERM);
        await run.LogOutput.WaitForAsync("== APP == ignored");
        run.Signals.Send(PosixSignal.SIGTERM);
        Assert.Equal(137, await exit);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public async Task The_app_is_stopped_when_the_sidecar_ends(int exitCode)
    {
        var run = new CommandLineRun();
        var exit = run.RunAsync("run", "--app-id", "orders", "--", "sh", "-c", Waiting("trap 'echo stopped; exit 9' TERM"));
        await run.LogOutput.WaitForAsync("== APP == waiting");
        run.Runner.End(exitCode);
        Assert.Equal(exitCode, await exit);
        Assert.Contains("== APP == stopped", run.LogOutput.Lines);
    }

    [Fact]
    public async Task The_app_is_not_started_when_the_sidecar_fails()
    {
        var run = new CommandLineRun { Runner = new FakeRunner { Failure = new IOException("The port is taken.") } };
        Assert.Equal(1, await run.RunAsync("run", "--app-id", "orders", "--", "echo", "hello"));
        Assert.Contains("Fatal error from runtime: The port is taken.", run.LogOutput.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("== APP ==", run.LogOutput.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_before_the_sidecar_listens_stops_it_and_starts_no_app()
    {
        var run = new CommandLineRun { Runner = new FakeRunner { Ports = null } };
        var exit = run.RunAsync("run", "--app-id", "orders", "--", "echo", "hello");
        await run.Runner.StartedAsync();
        run.Signals.Send(PosixSignal.SIGTERM);
        Assert.Equal(143, await exit);
        Assert.True(run.Runner.WasStopped);
        Assert.DoesNotContain("== APP ==", run.LogOutput.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_app_leaves_behind_does_not_hold_the_end_up()
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync("run", "--app-id", "orders", "--", "sh", "-c", "sleep 20 & echo done"));
        Assert.Contains("== APP == done", run.LogOutput.Lines);
    }

    // A shell that waits for signals: its wait ends at each of them, so that traps run at once.
    private static string Waiting(string traps) => $"{traps}; sleep 1000 & child=$!; trap 'kill $child' EXIT; echo waiting; while :; do wait; done";
}
