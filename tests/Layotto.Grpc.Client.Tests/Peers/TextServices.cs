using Grpc.Core;

namespace Layotto.Grpc.Client.Tests.Peers;

/// <summary>Adds handlers of the text methods to a service; the names tell the compiler the shape.</summary>
internal static class TextServices
{
    public static ServerServiceDefinition.Builder New => ServerServiceDefinition.CreateBuilder();

    public static ServerServiceDefinition.Builder AddUnary(
        this ServerServiceDefinition.Builder service, UnaryServerMethod<string, string> handler) =>
        service.AddMethod(TextMethods.Unary, handler);

    public static ServerServiceDefinition.Builder AddClientStreaming(
        this ServerServiceDefinition.Builder service, ClientStreamingServerMethod<string, string> handler) =>
        service.AddMethod(TextMethods.ClientStreaming, handler);

    public static ServerServiceDefinition.Builder AddServerStreaming(
        this ServerServiceDefinition.Builder service, ServerStreamingServerMethod<string, string> handler) =>
        service.AddMethod(TextMethods.ServerStreaming, handler);

    public static ServerServiceDefinition.Builder AddDuplex(
        this ServerServiceDefinition.Builder service, DuplexStreamingServerMethod<string, string> handler) =>
        service.AddMethod(TextMethods.Duplex, handler);
}
