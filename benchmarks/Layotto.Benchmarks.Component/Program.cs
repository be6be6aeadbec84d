using Layotto.Components.Embedded.State;
using Layotto.Pluggable.Sdk;

// Its one argument is the name of the socket; the folder is that of DAPR_COMPONENTS_SOCKETS_FOLDER.
return await ComponentHost.RunAsync(host => host.Add(args[0], () => new InMemoryStateStore()));
