using Layotto.Components;
using Layotto.Gateway.Serving;

namespace Layotto.Gateway.Reloading;

/// <summary>The HTTP endpoints that can be invoked by name.</summary>
internal sealed class ReloadableEndpoints(GatewayInvocation invocation, ComponentRegistry registry) : IReloadable
{
    public async Task<ReloadOutcome> ReloadAsync(GatewayResources previous, GatewayResources current, CancellationToken cancellationToken)
    {
        var before = previous.Resources.HttpEndpoints;
        var after = current.Resources.HttpEndpoints;
        if (before.Count == 0 && after.Count == 0)
            return ReloadOutcome.Nothing;
        await invocation.ReadEndpointsAsync(current, registry, cancellationToken).ConfigureAwait(false);
        return new ReloadOutcome(after.Count == 1 ? "1 HTTP endpoint" : $"{after.Count} HTTP endpoints");
    }
}
