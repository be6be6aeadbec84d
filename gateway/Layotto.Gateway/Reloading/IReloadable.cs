using Layotto.Gateway.Serving;

namespace Layotto.Gateway.Reloading;

/// <summary>A part of the gateway that follows the operator's files while it runs.</summary>
internal interface IReloadable
{
    /// <summary>Takes over what the files say now. What it can't take over it logs, and goes on as before.</summary>
    /// <param name="previous">What was in force.</param>
    /// <param name="current">What is to be in force; it has no errors.</param>
    /// <param name="cancellationToken">Fires when the gateway stops.</param>
    /// <returns>What happened.</returns>
    Task<ReloadOutcome> ReloadAsync(GatewayResources previous, GatewayResources current, CancellationToken cancellationToken);
}
