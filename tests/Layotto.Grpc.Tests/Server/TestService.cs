using Grpc.Core;

namespace Layotto.Grpc.Tests.Server;

/// <summary>A service over strings whose handlers a test sets.</summary>
internal sealed class TestService
{
    public const string Name = "test.Echo";

    public static readonly Method<string, string> UnaryMethod = Describe(MethodType.Unary, "Unary");
    public static readonly Method<string, string> ServerStreamMethod = Describe(MethodType.ServerStreaming, "ServerStream");
    public static readonly Method<string, string> ClientStreamMethod = Describe(MethodType.ClientStreaming, "ClientStream");
    public static readonly Method<string, string> DuplexMethod = Describe(MethodType.DuplexStreaming, "Duplex");

    public UnaryServerMethod<string, string> Unary { get; init; } = (request, _) => Task.FromResult(request);

    public ServerStreamingServerMethod<string, string> ServerStream { get; init; } = async (request, responses, _) =>
    {
        foreach (var part in request.Split(' '))
            await responses.WriteAsync(part);
    };

    public ClientStreamingServerMethod<string, string> ClientStream { get; init; } = async (requests, context) =>
    {
        var all = new List<string>();
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
            all.Add(request);
        return string.Join('+', all);
    };

    public DuplexStreamingServerMethod<string, string> Duplex { get; init; } = async (requests, responses, context) =>
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
            await responses.WriteAsync(request + "!");
    };

    public ServerServiceDefinition Bind() => ServerServiceDefinition.CreateBuilder()
        .AddMethod(UnaryMethod, (request, context) => Unary(request, context))
        .AddMethod(ServerStreamMethod, (string request, IServerStreamWriter<string> responses, ServerCallContext context) => ServerStream(request, responses, context))
        .AddMethod(ClientStreamMethod, (IAsyncStreamReader<string> requests, ServerCallContext context) => ClientStream(requests, context))
        .AddMethod(DuplexMethod, (IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context) => Duplex(requests, responses, context))
        .Build();

    private static Method<string, string> Describe(MethodType type, string name) =>
        new(type, Name, name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
