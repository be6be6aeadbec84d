using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>State of a component in a process of its own: through the gateway, against the same store built in and against a bare call of it.</summary>
/// <param name="isSet">Whether values are written; else they are read.</param>
internal sealed class PluggableStateScenario(bool isSet) : LoadScenario
{
    private const int Connections = 4;
    private const int Streams = 16;

    public override string Name => isSet ? "pluggable-set" : "pluggable-get";

    public override string Title => $"{(isSet ? "SaveState" : "GetState")} of 1 KiB over gRPC in an in-memory store: behind a socket, built in, and the bare call over the same socket";

    protected override LoadRequest Request { get; } = isSet
        ? new LoadRequest(LoadProtocol.Grpc, StateValue.GrpcSaveMethod, StateValue.GrpcSaveRequest())
        : new LoadRequest(LoadProtocol.Grpc, StateValue.GrpcMethod, StateValue.GrpcRequest());

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory)
    {
        var options = context.Options;
        if (options.Component is not { } component)
            yield break;
        yield return PluggableState.Relayed(context.Bare, component, isSet, workDirectory);
        if (options.Gateway is not { } gateway)
            yield break;
        yield return PluggableState.Layotto(gateway, component, options.GatewayArguments, workDirectory);
        yield return Gateway.WithStore(gateway, options.GatewayArguments, workDirectory, "layotto, built in", "state.in-memory", sockets: null);
        yield return PluggableState.Bare(component, isSet, workDirectory);
    }

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
    [
        new($"saturated, own generator, {Connections} × {Streams}", context.Generator, Connections, Streams),
        new("open loop at 1000 requests/s, 16 × 1", context.Generator, 16, 1, Rate: 1000),
    ];
}
