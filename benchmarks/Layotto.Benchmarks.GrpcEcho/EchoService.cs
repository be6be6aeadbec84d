using Grpc.Core;

namespace Layotto.Benchmarks.GrpcEcho;

/// <summary>Answers each request with itself.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    public override Task<EchoMessage> Unary(EchoMessage request, ServerCallContext context) => Task.FromResult(request);
}
