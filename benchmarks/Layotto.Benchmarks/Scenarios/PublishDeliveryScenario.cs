using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>From the publication of an event to its delivery to the app, by way of the in-memory broker.</summary>
internal sealed class PublishDeliveryScenario : LoadScenario
{
    private const int Connections = 16;
    private const double Rate = 1000;

    public override string Name => "publish-delivery";

    public override string Title => "An event of 1 KiB, app → sidecar → pubsub.in-memory → app, against an app that posts it to itself; latency is to the delivery";

    protected override LoadRequest Request { get; } = new(LoadProtocol.Http1, "/publish", []);

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory)
    {
        yield return Broker.Direct(context.Bare);
        if (context.Options.Gateway is { } gateway)
            yield return Broker.Layotto(context.Bare, gateway, context.Options.GatewayArguments, workDirectory);
    }

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
    [
        new($"saturated, own generator, {Connections} connections", context.Generator, Connections, 1),
        new($"open loop at {Rate} events/s, {Connections} connections", context.Generator, Connections, 1, Rate: Rate),
    ];
}
