using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Service invocation over HTTP/1.1 through two sidecars, against proxies that stand twice in the same place.</summary>
internal sealed class InvocationHttpScenario : LoadScenario
{
    private const int Connections = 16;

    /// <summary>Dapr's published figures are of 1,000 requests a second over 16 connections.</summary>
    private const double PublishedRate = 1000;

    public static LoadRequest Call { get; } = new(LoadProtocol.Http1, "/hello", []) { Headers = [("dapr-app-id", SidecarPair.Callee)] };

    public override string Name => "invocation-http";

    public override string Title => "GET of 1 KiB over HTTP/1.1, app → sidecar → sidecar → app, against proxies in the same place";

    protected override LoadRequest Request => Call;

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory)
        => InvocationContenders.All(context, workDirectory, isGrpc: false);

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
    [
        new($"saturated, own generator, {Connections} connections", context.Generator, Connections, 1),
        new($"saturated, wrk, {Connections} connections", new Wrk(), Connections, 1),
        .. LoadStep.LatencySteps(context.Generator, Connections, 1),
        new($"open loop at {PublishedRate} requests/s, {Connections} connections", context.Generator, Connections, 1, Rate: PublishedRate),
    ];
}
