using Layotto.Gateway.CommandLine;
using Layotto.Gateway.Serving;

SocketThreads.Choose();
return await LayottoCommandLine.RunAsync(args, new CommandLineParts
{
    Runner = new GatewayRunner(),
    Catalogue = GatewayCatalogue.Create,
    Sockets = GatewayPluggables.LookAsync,
    Check = ResourceCheck.RunAsync,
});
