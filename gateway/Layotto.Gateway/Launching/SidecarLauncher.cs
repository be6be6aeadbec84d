using System.Runtime.InteropServices;
using Layotto.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Launching;

/// <summary>
/// Runs the sidecar by itself, and does what signals say: SIGINT and SIGTERM stop it gracefully, a second one at once, and SIGHUP
/// has it start over inside the process.
/// </summary>
/// <param name="runner">Runs the sidecar.</param>
/// <param name="signals">Where signals come from.</param>
/// <param name="timeProvider">The clock of the grace period.</param>
internal sealed class SidecarLauncher(IGatewayRunner runner, ISignalSource signals, TimeProvider timeProvider)
{
    // The runner keeps the grace period itself; one that has hung is given this much longer.
    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _secondStop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private CancellationToken _stop = new(canceled: true);
    private Action _cancel = static () => { };
    private bool _stopping;
    private bool _restarting;

    /// <summary>Runs until the sidecar has stopped.</summary>
    /// <returns>The exit code of the process.</returns>
    public async Task<int> RunAsync(GatewayOptions options, GatewayEnvironment environment, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("dapr.runtime");
        logger.LogInformation("Starting Layotto Runtime -- version {Version} -- commit {Commit}", ProductVersion.Version, ProductVersion.Commit);
        logger.LogInformation("Log level set to: {Level}", CommandLine.Flags.LogFlags.NameOf(options.LogLevel));
        using var subscription = signals.Subscribe(signal => OnSignal(signal, loggers.CreateLogger("dapr.signals")));
        while (true)
        {
            var stop = BeginRun();
            int exitCode;
            try
            {
                exitCode = await RunOnceAsync(options, environment, loggers, logger, stop);
            }
            catch (Exception exception)
            {
                FatalError.Report(logger, exception);
                return CommandLine.ExitCode.Failure;
            }

            if (exitCode != CommandLine.ExitCode.Success)
                return exitCode;
            if (EndRun())
                continue;
            logger.LogInformation("Daprd shutdown gracefully");
            return CommandLine.ExitCode.Success;
        }
    }

    private async Task<int> RunOnceAsync(
        GatewayOptions options, GatewayEnvironment environment, ILoggerFactory loggers, ILogger logger, CancellationToken stop)
    {
        var running = runner.RunAsync(options, environment, loggers, static _ => { }, stop);
        var overdue = OverdueAsync(options.GracefulShutdown + (options.BlockShutdown ?? TimeSpan.Zero) + LastResort, stop);
        var first = await Task.WhenAny(running, overdue, _secondStop.Task);
        if (first == running)
            return await running;
        if (first == overdue)
            logger.LogCritical("Graceful shutdown timeout exceeded, forcing shutdown");
        return CommandLine.ExitCode.Failure;
    }

    // Ends once a stop has been asked for and the time for it is over.
    private async Task OverdueAsync(TimeSpan grace, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(() => stopped.TrySetResult());
        await stopped.Task;
        await Task.Delay(grace, timeProvider, CancellationToken.None);
    }

    private CancellationToken BeginRun()
    {
        lock (_gate)
        {
            // A stop that came between two runs is kept; a restart is what this is.
            _restarting = false;
            if (!_stopping)
            {
                var run = new CancellationTokenSource();
                _stop = run.Token;
                _cancel = run.Cancel;
            }

            return _stop;
        }
    }

    // Whether there is another run to come. One that ended by itself, as the shutdown API has it, was the last.
    private bool EndRun()
    {
        lock (_gate)
        {
            return _restarting && !_stopping;
        }
    }

    private void OnSignal(PosixSignal signal, ILogger logger)
    {
        Action cancel;
        lock (_gate)
        {
            cancel = _cancel;
            if (signal == PosixSignal.SIGHUP)
            {
                if (_stopping)
                    return;
                logger.LogInformation("Received signal '{Signal}'; restarting", SignalName.Of(signal));
                _restarting = true;
            }
            else if (_stopping)
            {
                logger.LogCritical("Received signal '{Signal}' during shutdown; exiting immediately", SignalName.Of(signal));
                _secondStop.TrySetResult();
                return;
            }
            else
            {
                logger.LogInformation("Received signal '{Signal}'; beginning shutdown", SignalName.Of(signal));
                _stopping = true;
            }
        }

        cancel();
    }
}
