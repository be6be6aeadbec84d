using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Contenders;

/// <summary>A server that answers a unary call with its request over the project's own gRPC transport.</summary>
internal static class GrpcEchoServer
{
    /// <summary>The executable that the directory given as --echo must hold.</summary>
    public const string Executable = "grpc-echo";

    /// <summary>Any contender must accept this method; the bare one accepts every method.</summary>
    public const string Method = "/layotto.benchmarks.Echo/Unary";

    public static Contender Create(string directory)
    {
        var target = FreePort.Next();
        return new Contender
        {
            Name = "Layotto.Grpc echo",
            Command = new Command(Path.Combine(directory, Executable), ["--listen", target.ToString()]),
            Readiness = new ReadinessProbe(target),
            Target = target,
        };
    }
}
