using Layotto.Gateway.Serving;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Reloading;

/// <summary>
/// The Configuration. It decides how everything else is put together, so, as in Dapr, the sidecar starts over inside its process when its
/// files change: what is under way is let end, and what listens is closed for a moment.
/// </summary>
/// <param name="canRestart">Whether it may start over; an app that was started with it would lose its sidecar.</param>
/// <param name="restart">Begins it, and returns at once.</param>
/// <param name="logger">Where it says what it does.</param>
internal sealed class ReloadableConfiguration(bool canRestart, Action restart, ILogger logger) : IReloadable
{
    public Task<ReloadOutcome> ReloadAsync(GatewayResources previous, GatewayResources current, CancellationToken cancellationToken)
    {
        if (previous.ConfigurationFingerprint == current.ConfigurationFingerprint)
            return Task.FromResult(ReloadOutcome.Nothing);
        if (!canRestart)
        {
            logger.LogWarning("The Configuration has changed; it takes effect when the app and its sidecar are started the next time");
            return Task.FromResult(ReloadOutcome.Nothing);
        }

        logger.LogInformation("The Configuration has changed; starting over to take it into force");
        restart();
        return Task.FromResult(new ReloadOutcome("the Configuration"));
    }
}
