using Layotto.Pluggable.Sdk;

// The name of the socket, and so of the component type: state.mystore.
return await ComponentHost.RunAsync(host => host.Add("mystore", () => new MyStore(), MyStore.Settings));
