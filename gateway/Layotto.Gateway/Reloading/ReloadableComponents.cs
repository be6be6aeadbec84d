using Layotto.Gateway.Serving;
using Layotto.Runtime.Loading;

namespace Layotto.Gateway.Reloading;

/// <summary>The components.</summary>
internal sealed class ReloadableComponents(ComponentLoader loader) : IReloadable
{
    public async Task<ReloadOutcome> ReloadAsync(GatewayResources previous, GatewayResources current, CancellationToken cancellationToken)
    {
        var changes = await loader.ApplyAsync(current.Resources.Components, cancellationToken).ConfigureAwait(false);
        return new ReloadOutcome(Counted(changes.Done), changes.Failed == 0);
    }

    private static string Counted(int count) => count switch { 0 => "", 1 => "1 component", _ => $"{count} components" };
}
