using System.Runtime.InteropServices;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Logging;
using Layotto.Gateway.Tests.Logging;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.Launching;

public sealed class SidecarLauncherTests : IDisposable
{
    private readonly FakeSignals _signals = new();
    private readonly LineStream _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGINT, "interrupt")]
    [InlineData(PosixSignal.SIGTERM, "terminated")]
    public async Task A_signal_stops_the_sidecar_gracefully(PosixSignal signal, string name)
    {
        var runner = new FakeRunner();
        var exit = LaunchAsync(runner, TimeProvider.System);
        await runner.StartedAsync();
        _signals.Send(signal);
        Assert.Equal(0, await exit.Within());
        Assert.True(runner.WasStopped);
        Assert.Contains($"Received signal '{name}'; beginning shutdown", _log.Text, StringComparison.Ordinal);
        Assert.Contains("msg=\"Daprd shutdown gracefully\"", _log.Lines[^1], StringComparison.Ordinal);
        Assert.False(_signals.IsSubscribed);
    }

    [Fact]
    public async Task A_second_signal_stops_it_at_once()
    {
        var runner = new FakeRunner { IgnoresStop = true };
        var exit = LaunchAsync(runner, new ManualTimeProvider());
        await runner.StartedAsync();
        _signals.Send(PosixSignal.SIGTERM);
        _signals.Send(PosixSignal.SIGINT);
        Assert.Equal(1, await exit.Within());
        Assert.Contains("Received signal 'interrupt' during shutdown; exiting immediately", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_that_hangs_is_given_up()
    {
        var clock = new ManualTimeProvider();
        var runner = new FakeRunner { IgnoresStop = true };
        var exit = LaunchAsync(runner, clock);
        await runner.StartedAsync();
        _signals.Send(PosixSignal.SIGTERM);
        await clock.RunUntilAsync(exit);
        Assert.Equal(1, await exit);
        Assert.Contains("Graceful shutdown timeout exceeded, forcing shutdown", _log.Text, StringComparison.Ordinal);
        Assert.True(clock.GetElapsedTime(0) >= TimeSpan.FromSeconds(7), "not before the grace period is over");
    }

    [Fact]
    public async Task A_hangup_has_it_start_over()
    {
        var runner = new FakeRunner();
        var exit = LaunchAsync(runner, TimeProvider.System);
        await runner.StartedAsync();
        _signals.Send(PosixSignal.SIGHUP);
        await runner.StartedAsync();
        _signals.Send(PosixSignal.SIGHUP);
        await runner.StartedAsync();
        Assert.False(exit.IsCompleted);
        _signals.Send(PosixSignal.SIGTERM);
        Assert.Equal(0, await exit.Within());
        Assert.Equal(3, runner.Runs);
        Assert.Contains("Received signal 'hangup'; restarting", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hangup_during_a_stop_changes_nothing()
    {
        var runner = new FakeRunner { IgnoresStop = true };
        var exit = LaunchAsync(runner, new ManualTimeProvider());
        await runner.StartedAsync();
        _signals.Send(PosixSignal.SIGTERM);
        _signals.Send(PosixSignal.SIGHUP);
        runner.End(0);
        Assert.Equal(0, await exit.Within());
        Assert.Equal(1, runner.Runs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_sidecar_that_ends_by_itself_gives_the_exit_code(int exitCode)
    {
        var runner = new FakeRunner();
        runner.End(exitCode);
        Assert.Equal(exitCode, await LaunchAsync(runner, TimeProvider.System).Within());
    }

    [Fact]
    public async Task A_sidecar_that_fails_says_why_in_the_words_of_daprd()
    {
        var runner = new FakeRunner { Failure = new InvalidOperationException("The port is taken.", new IOException("in use")) };
        Assert.Equal(1, await LaunchAsync(runner, TimeProvider.System).Within());
        Assert.Contains("level=fatal msg=\"Fatal error from runtime: The port is taken: in use\"", _log.Text, StringComparison.Ordinal);
    }

    private async Task<int> LaunchAsync(FakeRunner runner, TimeProvider clock)
    {
        var options = LogLines.Options with { BlockShutdown = TimeSpan.FromSeconds(2) };
        using var logging = new GatewayLogging(options, new StreamLineOutput(new SharedStream(_log)), "host-1");
        return await new SidecarLauncher(runner, _signals, clock).RunAsync(options, new GatewayEnvironment(), logging.Loggers);
    }
}
