using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Bytes that the whole process allocates for one state read over HTTP/1.1.</summary>
internal sealed class StateHttpAllocationsScenario : LoadScenario
{
    public override string Name => "allocations-http";

    public override string Title => "Allocated bytes of one state read over HTTP/1.1 (only the bytes column counts: the probe is inside)";

    protected override bool CountsAllocations => true;

    protected override LoadRequest Request { get; } = new(LoadProtocol.Http1, StateValue.HttpPath, []);

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory) =>
        StateContenders.Http(context, workDirectory);

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
        [new("saturated, own generator, 8 connections", context.Generator, 8, 1)];
}
