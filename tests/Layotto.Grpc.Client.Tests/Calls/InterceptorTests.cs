using Grpc.Core;
using Grpc.Core.Interceptors;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Calls;

public abstract class InterceptorTests(ChannelTransport transport) : TransportedTests(transport)
{
    [Fact]
    public async Task Interceptors_see_calls_of_every_shape_and_add_headers()
    {
        var served = new List<string>();
        void Note(ServerCallContext context) => served.Add($"{context.Method} {context.RequestHeaders.GetValue("x-added")}");
        await using var host = await TestHost.ServeAsync(TextServices.New
            .AddUnary((request, context) =>
            {
                Note(context);
                return Task.FromResult(request);
            })
            .AddClientStreaming((_, context) =>
            {
                Note(context);
                return Task.FromResult("");
            })
            .AddServerStreaming((_, _, context) =>
            {
                Note(context);
                return Task.CompletedTask;
            })
            .AddDuplex((_, _, context) =>
            {
                Note(context);
                return Task.CompletedTask;
            }));
        using var channel = NewChannel(host.Address);
        var log = new List<string>();
        var invoker = channel.Intercept(new HeaderInterceptor("outer", log), new HeaderInterceptor("inner", log));

        Assert.Equal("a", await invoker.AsyncUnaryCall(TextMethods.Unary, null, default, "a").ResponseAsync.Soon());
        Assert.Equal("b", invoker.BlockingUnaryCall(TextMethods.Unary, null, default, "b"));
        await invoker.AsyncClientStreamingCall(TextMethods.ClientStreaming, null, default).ResponseAsync.Soon();
        Assert.False(await invoker.AsyncServerStreamingCall(TextMethods.ServerStreaming, null, default, "").ResponseStream.MoveNext(Patience.Cancellation).Soon());
        Assert.False(await invoker.AsyncDuplexStreamingCall(TextMethods.Duplex, null, default).ResponseStream.MoveNext(Patience.Cancellation).Soon());

        string[] methods = ["Unary", "Unary", "ClientStreaming", "ServerStreaming", "Duplex"];
        Assert.Equal(methods.Select(method => $"/test.Text/{method} outer"), served);
        Assert.Equal(methods.SelectMany(method => (string[])[$"outer {method}", $"inner {method}"]), log);
    }

    private sealed class HeaderInterceptor(string name, List<string> log) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation) => continuation(request, Add(context));

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) => continuation(request, Add(context));

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(request, Add(context));

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(Add(context));

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(Add(context));

        private ClientInterceptorContext<TRequest, TResponse> Add<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
            where TRequest : class
            where TResponse : class
        {
            log.Add($"{name} {context.Method.Name}");
            var headers = context.Options.Headers ?? new Metadata { { "x-added", name } };
            return new(context.Method, context.Host, context.Options.WithHeaders(headers));
        }
    }
}
