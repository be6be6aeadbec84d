using Grpc.Core;
using Grpc.Core.Interceptors;
using Layotto.Grpc.Server;

namespace Layotto.Grpc.Tests.Server;

public sealed class FallbackTests
{
    [Fact]
    public async Task Fallback_method_gets_unknown_calls_as_raw_messages()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions
        {
            FallbackMethod = async (requests, responses, context) =>
            {
                context.ResponseTrailers.Add("method", context.Method);
                await foreach (var message in requests.ReadAllAsync(context.CancellationToken))
                    await responses.WriteAsync(message, CancellationToken.None);
            },
        });

        var call = await server.CallAsync("/some.Other/Call", [.. Frames.Of("x"), .. Frames.Of("y")]);

        Assert.Equal(["x", "y"], call.Texts);
        Assert.Equal("/some.Other/Call", call.Find("method"));
    }

    [Fact]
    public async Task Fallback_handler_gets_unknown_requests()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions
        {
            FallbackHandler = context =>
            {
                GrpcServer.Refuse(context, new Status(StatusCode.Unavailable, context.Request.Path));
                return Task.CompletedTask;
            },
        });

        var call = await server.CallAsync("/some.Other/Call", Frames.Of("x"));

        Assert.Equal("14", call.Status);
        Assert.Equal("/some.Other/Call", call.Message);
    }

    [Fact]
    public async Task Interceptors_stand_before_every_handler_in_order()
    {
        var order = new List<string>();
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions
        {
            Interceptors = [new Recorder(order, "first"), new Recorder(order, "second")],
        });

        await server.CallAsync("/test.Echo/Unary", Frames.Of("x"));

        Assert.Equal(["first", "second"], order);
    }

    [Fact]
    public void Service_added_twice_is_refused()
    {
        var builder = new GrpcServerBuilder().Add(new TestService().Bind()).Add(new TestService().Bind());

        Assert.Contains("/test.Echo/Unary", Assert.Throws<ArgumentException>(builder.Build).Message);
    }

    private sealed class Recorder(List<string> order, string name) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            order.Add(name);
            return continuation(request, context);
        }
    }
}
