using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>The load of every gRPC scenario: saturated by two generators, then latency at three rates.</summary>
internal static class GrpcSteps
{
    private const int Connections = 4;
    private const int Streams = 16;

    public static IEnumerable<LoadStep> Of(RunContext context) =>
    [
        new($"saturated, own generator, {Connections} × {Streams}", context.Generator, Connections, Streams),
        new($"saturated, h2load, {Connections} × {Streams}", new H2Load(), Connections, Streams),
        .. LoadStep.LatencySteps(context.Generator, Connections, Streams),
    ];
}
