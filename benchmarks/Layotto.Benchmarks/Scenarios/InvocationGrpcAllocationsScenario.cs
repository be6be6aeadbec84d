using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Bytes that both sidecars together allocate for one invocation over gRPC.</summary>
internal sealed class InvocationGrpcAllocationsScenario : LoadScenario
{
    public override string Name => "allocations-invocation-grpc";

    public override string Title => "Allocated bytes of one invocation over gRPC, both hops (only the bytes column counts: the probe is inside)";

    protected override bool CountsAllocations => true;

    protected override LoadRequest Request => InvocationGrpcScenario.Call;

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory)
        => InvocationContenders.Managed(context, workDirectory, isGrpc: true);

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
        [new("saturated, own generator, 8 connections", context.Generator, 8, 1)];
}
