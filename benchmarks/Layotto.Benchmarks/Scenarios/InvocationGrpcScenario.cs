using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>A proxied gRPC call through two sidecars, against proxies that stand twice in the same place.</summary>
internal sealed class InvocationGrpcScenario : LoadScenario
{
    private const double PublishedRate = 1000;

    public static LoadRequest Call { get; } = new(
        LoadProtocol.Grpc, GrpcEchoServer.Method, new ProtobufMessage().Bytes(1, StateValue.JsonBytes).ToArray())
    {
        Headers = [("dapr-app-id", SidecarPair.Callee)],
    };

    public override string Name => "invocation-grpc";

    public override string Title => "A unary gRPC echo of 1 KiB, app → sidecar → sidecar → app, against proxies in the same place";

    protected override LoadRequest Request => Call;

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory)
        => InvocationContenders.All(context, workDirectory, isGrpc: true);

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
    [
        .. GrpcSteps.Of(context),
        new($"open loop at {PublishedRate} requests/s, 16 × 1", context.Generator, 16, 1, Rate: PublishedRate),
    ];
}
