using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Bytes that the whole process allocates for one GetState over gRPC.</summary>
internal sealed class StateGrpcAllocationsScenario : LoadScenario
{
    public override string Name => "allocations-grpc";

    public override string Title => "Allocated bytes of one GetState over gRPC (only the bytes column counts: the probe is inside)";

    protected override bool CountsAllocations => true;

    protected override LoadRequest Request { get; } = new(LoadProtocol.Grpc, StateValue.GrpcMethod, StateValue.GrpcRequest());

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory) =>
        StateContenders.Grpc(context, workDirectory);

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
        [new("saturated, own generator, 1 × 8", context.Generator, 1, 8)];
}
