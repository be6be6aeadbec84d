using System.ComponentModel;
using System.Runtime.InteropServices;
using Layotto.Gateway.CommandLine;
using Layotto.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Launching;

/// <summary>
/// Starts a sidecar and, once it listens, its app, and brings both to an end together: the app's exit ends the sidecar, and the
/// sidecar's end stops the app. Signals go to the app; when it has exited the sidecar follows.
/// </summary>
/// <param name="runner">Runs the sidecar.</param>
/// <param name="signals">Where signals come from.</param>
/// <param name="timeProvider">The clock of the grace periods.</param>
/// <param name="terminalInterrupts">
/// Whether the process is on a terminal. That sends SIGINT to the app by itself, and an app that got it twice might not stop
/// gracefully.
/// </param>
internal sealed class AppLauncher(IGatewayRunner runner, ISignalSource signals, TimeProvider timeProvider, bool terminalInterrupts)
{
    private const int FileNotFound = 2;

    // The runner keeps the grace period itself; one that has hung is given this much longer.
    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<PosixSignal> _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _killRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private AppProcess? _app;

    /// <summary>Runs both until both have ended.</summary>
    /// <returns>The exit code of the app; that of the sidecar when it failed.</returns>
    public async Task<int> RunAsync(AppLaunch launch, ILoggerFactory loggers)
    {
        // A stop can't be put off for an app that has exited.
        launch = launch with { Options = launch.Options with { BlockShutdown = null, CanRestart = false } };
        var logger = loggers.CreateLogger("layotto.run");
        var ready = new TaskCompletionSource<BoundPorts>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = signals.Subscribe(OnSignal);
        using var stop = new CancellationTokenSource();
        var sidecar = RunSidecarAsync(launch, loggers, ports => ready.TrySetResult(ports), stop.Token);
        await Task.WhenAny(ready.Task, sidecar, _stopRequested.Task);
        if (!ready.Task.IsCompleted || _stopRequested.Task.IsCompleted)
            return await AbandonAsync(sidecar, stop, launch, logger);

        var (app, startFailure) = StartApp(launch, await ready.Task, logger);
        using (app)
        {
            if (app is null)
            {
                await StopSidecarAsync(sidecar, stop, launch, logger);
                return startFailure;
            }

            return await AccompanyAsync(app, sidecar, stop, launch, logger);
        }
    }

    // The app hasn't been started yet, and won't be.
    private async Task<int> AbandonAsync(Task<int> sidecar, CancellationTokenSource stop, AppLaunch launch, ILogger logger)
    {
        if (_stopRequested.Task.IsCompleted)
        {
            await StopSidecarAsync(sidecar, stop, launch, logger);
            return 128 + SignalNumber.Of(await _stopRequested.Task);
        }

        logger.LogError("The sidecar ended before it could be called, so the app has not been started");
        return await sidecar is not 0 and var exitCode ? exitCode : ExitCode.Failure;
    }

    private (AppProcess? App, int ExitCode) StartApp(AppLaunch launch, BoundPorts ports, ILogger logger)
    {
        try
        {
            var variables = AppEnvironment.Create(launch.Options, ports);
            var app = AppProcess.Start(launch.Path, launch.Arguments, variables, launch.Output, launch.Error, timeProvider);
            lock (_gate)
                _app = app;
            if (_stopRequested.Task.IsCompleted)
                app.Send(PosixSignal.SIGTERM);
            logger.LogInformation(
                "You're up and running! App {AppId} has started; its sidecar has HTTP port {HttpPort} and gRPC port {GrpcPort}",
                launch.Options.AppId, ports.Http, ports.Grpc);
            return (app, ExitCode.Success);
        }
        catch (Win32Exception exception)
        {
            logger.LogError("The app's program {Path} can't be started: {Reason}", launch.Path, exception.Message);
            return (null, exception.NativeErrorCode == FileNotFound ? ExitCode.NotFound : ExitCode.NotExecutable);
        }
    }

    private async Task<int> AccompanyAsync(
        AppProcess app, Task<int> sidecar, CancellationTokenSource stop, AppLaunch launch, ILogger logger)
    {
        var exited = app.WaitAsync();
        await Task.WhenAny(exited, sidecar, _stopRequested.Task);
        if (!exited.IsCompleted && sidecar.IsCompleted)
        {
            logger.LogError("The sidecar has ended, so the app is stopped too");
            app.Send(PosixSignal.SIGTERM);
            await EndAsync(app, exited, launch.Options.GracefulShutdown, logger);
            return await sidecar;
        }

        if (!exited.IsCompleted)
        {
            // Some apps ignore SIGINT: shells have their background jobs do so.
            var wasInterrupted = await _stopRequested.Task == PosixSignal.SIGINT;
            if (wasInterrupted && !await EndsWithinAsync(exited, launch.Options.GracefulShutdown) && !_killRequested.Task.IsCompleted)
                app.Send(PosixSignal.SIGTERM);
            await EndAsync(app, exited, launch.Options.GracefulShutdown, logger);
        }

        var exitCode = exited.IsCompleted ? await exited : ExitCode.Killed;
        logger.LogInformation("The app has exited with code {ExitCode}", exitCode);
        await StopSidecarAsync(sidecar, stop, launch, logger);
        return exitCode;
    }

    // Waits for an app that has been told to stop, and kills it when it won't.
    private async Task EndAsync(AppProcess app, Task<int> exited, TimeSpan grace, ILogger logger)
    {
        if (!await EndsWithinAsync(exited, grace))
        {
            logger.LogWarning("The app has not stopped in time and is killed");
            try
            {
                app.Kill();
            }
            catch (Exception exception) when (exception is AggregateException or Win32Exception)
            {
                logger.LogError(exception, "Not all of what the app has started could be killed");
            }

            await Task.WhenAny(exited, Task.Delay(LastResort, timeProvider));
        }
    }

    private async Task<bool> EndsWithinAsync(Task exited, TimeSpan grace)
    {
        using var over = new CancellationTokenSource();
        await Task.WhenAny(exited, _killRequested.Task, Task.Delay(grace, timeProvider, over.Token));
        await over.CancelAsync();
        return exited.IsCompleted;
    }

    private async Task StopSidecarAsync(Task<int> sidecar, CancellationTokenSource stop, AppLaunch launch, ILogger logger)
    {
        await stop.CancelAsync();
        if (!await EndsWithinAsync(sidecar, launch.Options.GracefulShutdown + LastResort))
            logger.LogCritical("Graceful shutdown timeout exceeded, forcing shutdown");
    }

    private async Task<int> RunSidecarAsync(
        AppLaunch launch, ILoggerFactory loggers, Action<BoundPorts> ready, CancellationToken stop)
    {
        try
        {
            return await runner.RunAsync(launch.Options, launch.Environment, loggers, ready, stop);
        }
        catch (Exception exception)
        {
            FatalError.Report(loggers.CreateLogger("dapr.runtime"), exception);
            return ExitCode.Failure;
        }
    }

    private void OnSignal(PosixSignal signal)
    {
        AppProcess? app;
        lock (_gate)
            app = _app;
        if (signal == PosixSignal.SIGHUP)
            app?.Send(signal);
        else if (!_stopRequested.TrySetResult(signal))
            _killRequested.TrySetResult();
        else if (signal != PosixSignal.SIGINT || !terminalInterrupts)
            app?.Send(signal);
    }
}
