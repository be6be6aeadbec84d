using Grpc.Core;

namespace Layotto.Grpc.Client.Tests.Peers;

/// <summary>A method of each shape, whose messages are text.</summary>
internal static class TextMethods
{
    public static readonly Method<string, string> Unary = Create(MethodType.Unary, "Unary");

    public static readonly Method<string, string> ClientStreaming = Create(MethodType.ClientStreaming, "ClientStreaming");

    public static readonly Method<string, string> ServerStreaming = Create(MethodType.ServerStreaming, "ServerStreaming");

    public static readonly Method<string, string> Duplex = Create(MethodType.DuplexStreaming, "Duplex");

    /// <summary>A service that gives back what it gets: joined, split at spaces, or one by one.</summary>
    public static ServerServiceDefinition.Builder EchoService() => TextServices.New
        .AddUnary((request, _) => Task.FromResult(request))
        .AddClientStreaming(async (requests, context) =>
        {
            var all = new List<string>();
            while (await requests.MoveNext(context.CancellationToken))
                all.Add(requests.Current);
            return string.Join(' ', all);
        })
        .AddServerStreaming(async (request, responses, context) =>
        {
            foreach (var word in request.Split(' '))
                await responses.WriteAsync(word, context.CancellationToken);
        })
        .AddDuplex(async (requests, responses, context) =>
        {
            while (await requests.MoveNext(context.CancellationToken))
                await responses.WriteAsync(requests.Current, context.CancellationToken);
        });

    public static AsyncUnaryCall<string> CallUnary(this ChannelBase channel, string request = "", CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncUnaryCall(Unary, null, options, request);

    public static AsyncServerStreamingCall<string> CallServerStreaming(this ChannelBase channel, string request = "", CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncServerStreamingCall(ServerStreaming, null, options, request);

    public static AsyncClientStreamingCall<string, string> CallClientStreaming(this ChannelBase channel, CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncClientStreamingCall(ClientStreaming, null, options);

    public static AsyncDuplexStreamingCall<string, string> CallDuplex(this ChannelBase channel, CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncDuplexStreamingCall(Duplex, null, options);

    public static async Task<RpcException> FailureAsync(Func<Task> call) => await Assert.ThrowsAsync<RpcException>(() => call().Soon());

    private static Method<string, string> Create(MethodType type, string name) =>
        new(type, "test.Text", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
