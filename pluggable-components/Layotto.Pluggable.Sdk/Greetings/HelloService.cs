using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Components.Greetings;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;
using Layotto.Protos.Spec.Pluggable.Hello.V1;

namespace Layotto.Pluggable.Sdk.Greetings;

/// <summary>A greeter as Layotto's service.</summary>
internal sealed class HelloService(ComponentInstances instances) : Hello.HelloBase
{
    private const string GreetingKey = "hello";

    public override Task<Empty> Init(HelloConfig request, ServerCallContext context)
    {
        var settings = new InitRequest();
        settings.Metadata.Add(request.Metadata);
        if (request.HelloString.Length > 0)
            settings.Metadata[GreetingKey] = request.HelloString;
        return instances.InitialiseAsync<Empty>(settings, context);
    }

    public override async Task<HelloResponse> SayHello(HelloRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        return new HelloResponse { HelloString = await held.As<IGreeter>().GreetAsync(request.Name, context.CancellationToken).ConfigureAwait(false) };
    }
}
