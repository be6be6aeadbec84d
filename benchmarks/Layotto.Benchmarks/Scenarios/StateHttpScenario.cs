using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Dapr's state read over HTTP from an in-memory store, against a minimal API and nginx with the same answer.</summary>
internal sealed class StateHttpScenario : LoadScenario
{
    private const int Connections = 16;

    public override string Name => "state-http";

    public override string Title => "GET of a 1 KiB state over HTTP/1.1: layotto with state.in-memory against a minimal API and nginx";

    protected override LoadRequest Request { get; } = new(LoadProtocol.Http1, StateValue.HttpPath, []);

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory)
    {
        foreach (var contender in StateContenders.Http(context, workDirectory))
            yield return contender;
        if (Nginx.IsAvailable)
            yield return Nginx.Http1(StateValue.Json, workDirectory);
    }

    protected override IEnumerable<LoadStep> Steps(RunContext context) =>
    [
        new($"saturated, own generator, {Connections} connections", context.Generator, Connections, 1),
        new($"saturated, wrk, {Connections} connections", new Wrk(), Connections, 1),
        .. LoadStep.LatencySteps(context.Generator, Connections, 1),
    ];
}
