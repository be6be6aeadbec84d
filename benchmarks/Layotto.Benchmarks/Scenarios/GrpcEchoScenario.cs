using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>What the project's gRPC transport adds to bare HTTP/2: a unary call that is answered with its own message.</summary>
internal sealed class GrpcEchoScenario : LoadScenario
{
    public override string Name => "grpc-echo";

    public override string Title => "A unary gRPC echo of 1 KiB: Layotto.Grpc against a handler without any gRPC code";

    // One bytes field, so that a server may decode the message or pass it on.
    protected override LoadRequest Request { get; } = new(
        LoadProtocol.Grpc, GrpcEchoServer.Method, new ProtobufMessage().Bytes(1, StateValue.JsonBytes).ToArray());

    protected override IEnumerable<Contender> Contenders(RunContext context, string workDirectory)
    {
        yield return BareKestrel.Http2(context.Bare, response: null, workDirectory);
        if (context.Options.Echo is { } echo)
            yield return GrpcEchoServer.Create(echo);
        if (context.Options.Control || context.Options.Echo is null)
            yield return BareKestrel.Http2(context.Bare, response: null, workDirectory, Control.Name);
    }

    protected override IEnumerable<LoadStep> Steps(RunContext context) => GrpcSteps.Of(context);
}
