using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Who answers a read of the one stored value.</summary>
internal static class StateContenders
{
    public static IEnumerable<Contender> Grpc(RunContext context, string workDirectory)
    {
        var options = context.Options;
        yield return BareKestrel.Http2(context.Bare, StateValue.GrpcResponse(), workDirectory);
        if (options.Gateway is { } gateway)
            yield return Gateway.Grpc(gateway, options.GatewayArguments, workDirectory);
        if (options.Control || options.Gateway is null)
            yield return BareKestrel.Http2(context.Bare, StateValue.GrpcResponse(), workDirectory, Control.Name);
    }

    public static IEnumerable<Contender> Http(RunContext context, string workDirectory)
    {
        var options = context.Options;
        yield return BareKestrel.Http1(context.Bare, StateValue.JsonBytes, workDirectory);
        if (options.Gateway is { } gateway)
            yield return Gateway.Http(gateway, options.GatewayArguments, workDirectory);
        if (options.Control || options.Gateway is null)
            yield return BareKestrel.Http1(context.Bare, StateValue.JsonBytes, workDirectory, Control.Name);
    }
}
