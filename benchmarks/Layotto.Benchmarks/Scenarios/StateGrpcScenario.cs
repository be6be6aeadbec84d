using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Dapr's GetState over gRPC from an in-memory store, against a handler that answers the same bytes.</summary>
internal sealed class StateGrpcScenario : LoadScenario
{
    public override string Name => "state-grpc";

    public override string Title => "GetState of 1 KiB over gRPC: layotto with state.in-memory against a handler with the same answer";

    protected override LoadRequest Request { get; } = new(LoadProtocol.Grpc, StateValue.GrpcMethod, StateValue.GrpcRequest());

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory) =>
        StateContenders.Grpc(context, workDirectory);

    protected override IEnumerable<LoadStep> Steps(RunContext context) => GrpcSteps.Of(context);
}
