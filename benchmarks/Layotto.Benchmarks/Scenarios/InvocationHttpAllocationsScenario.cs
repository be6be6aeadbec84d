using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Bytes that both sidecars together allocate for one invocation over HTTP/1.1.</summary>
internal sealed class InvocationHttpAllocationsScenario : LoadScenario
{
    public override string Name => "allocations-invocation-http";

    public override string Title => "Allocated bytes of one invocation over HTTP/1.1, both hops (only the bytes column counts: the probe is inside)";

    protected override bool CountsAllocations => true;

    protected override LoadRequest Request => InvocationHttpScenario.Call;

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory)
        => InvocationContenders.Managed(context, workDirectory, isGrpc: false);

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
        [new("saturated, own generator, 8 connections", context.Generator, 8, 1)];
}
