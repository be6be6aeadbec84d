using Layotto.Components;
using Layotto.Gateway;
using Layotto.Gateway.CommandLine;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Rendering;
using Microsoft.Extensions.Logging;

return await LayottoCommandLine.RunAsync(args, new CommandLineParts
{
    Runner = new MissingRunner(),
    Catalogue = static () => new ComponentCatalogue(),
    Check = static (_, _) => Task.FromResult(new CheckReport(0, 0, [])),
});

/// <summary>Stands where the gateway goes.</summary>
file sealed class MissingRunner : IGatewayRunner
{
    public Task<int> RunAsync(
        GatewayOptions options, GatewayEnvironment environment, ILoggerFactory loggers, Action<BoundPorts> ready, CancellationToken stop)
        => throw new InvalidOperationException("This build has no gateway in it.");
}
