using Layotto.Pluggable.Sdk;
using Layotto.Samples.Components;

// All three on one socket: state.NAME, pubsub.NAME and bindings.NAME.
var name = args.FirstOrDefault() ?? "csharp";
return await ComponentHost.RunAsync(host => host
    .Add(name, () => new MemoryStore())
    .Add(name, () => new MemoryBroker())
    .Add(name, () => new LoopBinding()));
