using Layotto.Gateway.ComponentProcesses;
using Layotto.Gateway.Serving;
using Layotto.Runtime.Loading;

namespace Layotto.Gateway.Reloading;

/// <summary>The components, and the processes that the gateway runs for them.</summary>
internal sealed class ReloadableComponents(ComponentLoader loader, ComponentCommands commands) : IReloadable
{
    public async Task<ReloadOutcome> ReloadAsync(GatewayResources previous, GatewayResources current, CancellationToken cancellationToken)
    {
        var wanted = current.Resources.Components;
        commands.Start(wanted);
        await commands.AwaitTypesAsync(wanted, cancellationToken).ConfigureAwait(false);
        var changes = await loader.ApplyAsync(wanted, cancellationToken).ConfigureAwait(false);
        var isRetired = await commands.RetireAsync(wanted, cancellationToken).ConfigureAwait(false);
        return new ReloadOutcome(Counted(changes.Done), changes.Failed == 0 && isRetired);
    }

    private static string Counted(int count) => count switch { 0 => "", 1 => "1 component", _ => $"{count} components" };
}
