using Layotto.Gateway.CommandLine;
using Layotto.Gateway.ComponentProcesses;
using Layotto.Gateway.Serving;

if (ProcessEntry.IsMeant(args))
    return ProcessEntry.Run(args);
SocketThreads.Choose();
return await LayottoCommandLine.RunAsync(args, new CommandLineParts
{
    Runner = new GatewayRunner(),
    Catalogue = GatewayCatalogue.Create,
    Sockets = GatewayPluggables.LookAsync,
    Check = ResourceCheck.RunAsync,
});
