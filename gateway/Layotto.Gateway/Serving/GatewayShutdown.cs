using System.Diagnostics;
using Layotto.Runtime.Apps;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>
/// The end, in phases, each a line of the log with its counts: intake, the time that a stop is put off for, calls, components. A message
/// that the app hasn't taken by then goes back to its broker, never to a dead-letter topic.
/// </summary>
/// <param name="options">How much patience there is.</param>
/// <param name="services">What takes messages and events in.</param>
/// <param name="listeners">Where calls come in.</param>
/// <param name="appHealth">How the app is; null when there is none.</param>
/// <param name="logger">Where the phases are told.</param>
internal sealed class GatewayShutdown(
    GatewayOptions options, GatewayServices services, GatewayListeners listeners, AppHealth? appHealth, ILogger logger)
{
    /// <summary>The part of the grace period that intake and calls may use; what is left is for the components.</summary>
    private const double CallShare = 0.8;

    /// <summary>Goes through the phases up to the components, which their loader closes.</summary>
    /// <param name="subscriptions">How many subscriptions there are.</param>
    /// <param name="components">How many components there are.</param>
    public async Task RunAsync(int subscriptions, int components)
    {
        services.Health.Report(GatewayRunner.RuntimeTarget, isReady: false);
        services.GrpcHealth.ShutDown();
        var grace = options.GracefulShutdown * CallShare;
        logger.LogInformation(
            "Shutdown: intake stops: {Subscriptions} subscriptions and {Inputs} input bindings take nothing new, and what they have under way is let end",
            subscriptions,
            services.Blocks.InputsReading);
        var start = Stopwatch.GetTimestamp();
        using (var patience = new CancellationTokenSource(grace))
            await Task.WhenAll(services.Blocks.StopAsync(patience.Token), services.PubSub.StopAsync(patience.Token)).ConfigureAwait(false);
        if (options.BlockShutdown is { } blocking)
        {
            await BlockAsync(blocking).ConfigureAwait(false);
            start = Stopwatch.GetTimestamp();
        }

        var left = grace - Stopwatch.GetElapsedTime(start);
        using var forCalls = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        logger.LogInformation(
            "Shutdown: no new connections; {Calls} calls are under way, and have at most {Seconds}s to end",
            listeners.CallsUnderWay,
            Math.Max(0, left.TotalSeconds));
        await listeners.StopAsync(forCalls.Token).ConfigureAwait(false);
        if (forCalls.IsCancellationRequested)
            logger.LogWarning("Shutdown: calls that were still under way have been aborted");
        logger.LogInformation("Shutdown: closing {Components} components", components);
    }

    // The app is served on until it says, by its health check, that it is done.
    private async Task BlockAsync(TimeSpan blocking)
    {
        logger.LogInformation(
            "Blocking graceful shutdown for {Duration} or until the app is unhealthy; {Calls} calls are under way", blocking, listeners.CallsUnderWay);
        var unhealthy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = appHealth?.OnChange(isHealthy =>
        {
            if (!isHealthy)
                unhealthy.TrySetResult();
        });
        if (appHealth is { IsHealthy: false })
            unhealthy.TrySetResult();
        await unhealthy.Task.WaitAsync(blocking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (unhealthy.Task.IsCompleted)
            logger.LogInformation("The app is unhealthy: the shutdown goes on");
        else
            logger.LogInformation("The time that the shutdown was put off for is over");
    }
}
