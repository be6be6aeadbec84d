using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Protos.Spec.Pluggable.Hello.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>Layotto's sample of a pluggable component.</summary>
internal sealed class FakeHelloService : Hello.HelloBase
{
    public HelloConfig? Config { get; private set; }

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeHelloService service)
        => (Hello.BindService(service), Hello.Descriptor);

    public override Task<Empty> Init(HelloConfig request, ServerCallContext context)
    {
        Config = request;
        return Task.FromResult(new Empty());
    }

    public override Task<HelloResponse> SayHello(HelloRequest request, ServerCallContext context)
        => Task.FromResult(new HelloResponse { HelloString = $"{Config!.HelloString}, {request.Name}" });
}
