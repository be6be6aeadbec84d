using Layotto.Runtime.Apps;
using Microsoft.Extensions.Logging;

namespace Layotto.Dapr.Apps;

/// <summary>
/// Asks the app again and again whether it is well. One good answer makes it healthy; a number of bad ones in a row makes it unhealthy.
/// </summary>
/// <param name="probe">Asks once; gives null when the app is well, else the reason why it isn't.</param>
/// <param name="health">Is told of what was found.</param>
/// <param name="options">How often, and how long an answer may take.</param>
/// <param name="logger">Is told of changes.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class AppHealthProbe(
    Func<CancellationToken, Task<string?>> probe, AppHealth health, AppHealthProbeOptions options, ILogger logger, TimeProvider timeProvider)
{
    private int _failures;

    /// <summary>Probes until it is stopped; the first time at once.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        logger.LogInformation("App health probes starting");
        using var timer = new PeriodicTimer(options.Interval, timeProvider);
        try
        {
            do
                await ProbeAsync(cancellationToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("App health probes stopping");
        }
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Timeout, timeProvider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        string? reason;
        try
        {
            reason = await probe(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            reason = "no answer in time";
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (reason is null)
        {
            _failures = 0;
            if (!health.IsHealthy)
                logger.LogInformation("App entered healthy status");
            health.Report(isHealthy: true);
        }
        else if (health.IsHealthy && ++_failures >= options.Threshold)
        {
            logger.LogWarning("App entered un-healthy status: {Reason}", reason);
            health.Report(isHealthy: false);
        }
    }
}
