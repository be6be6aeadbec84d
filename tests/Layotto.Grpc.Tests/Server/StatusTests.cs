using Grpc.Core;
using Layotto.Grpc.Server;

namespace Layotto.Grpc.Tests.Server;

public sealed class StatusTests
{
    [Fact]
    public async Task RpcException_becomes_the_status_with_its_trailers()
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = (_, context) =>
            {
                context.ResponseTrailers.Add("from-context", "1");
                throw new RpcException(
                    new Status(StatusCode.FailedPrecondition, "100% ünïcode\n"),
                    new Metadata { { "grpc-status-details-bin", new byte[] { 1, 2 } }, { "note", "x" } });
            },
        }.Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of("a"));

        Assert.True(call.IsTrailersOnly);
        Assert.Equal("9", call.Status);
        Assert.Equal("100%25 %C3%BCn%C3%AFcode%0A", call.Message);
        Assert.Equal("AQI", call.Find("grpc-status-details-bin"));
        Assert.Equal("x", call.Find("note"));
        Assert.Equal("1", call.Find("from-context"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unexpected_exception_is_unknown_and_tells_nothing(bool later)
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = async (_, _) =>
            {
                if (later)
                    await Task.Yield();
                throw new InvalidOperationException("the password is 1234");
            },
        }.Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of("a"));

        Assert.Equal("2", call.Status);
        Assert.Equal("The handler of the call failed.", call.Message);
    }

    [Fact]
    public async Task Detailed_errors_are_told_when_asked_for()
    {
        await using var server = await TestServer.StartAsync(
            new TestService { Unary = (_, _) => throw new InvalidOperationException("why") }.Bind(),
            new GrpcServerOptions { EnableDetailedErrors = true });

        Assert.EndsWith("InvalidOperationException: why", (await server.CallAsync("/test.Echo/Unary", Frames.Of("a"))).Message);
    }

    [Fact]
    public async Task Exception_after_messages_goes_into_the_trailers()
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            ServerStream = async (_, responses, _) =>
            {
                await responses.WriteAsync("one", CancellationToken.None);
                throw new RpcException(new Status(StatusCode.Aborted, "enough"));
            },
        }.Bind());

        var call = await server.CallAsync("/test.Echo/ServerStream", Frames.Of("a"));

        Assert.False(call.IsTrailersOnly);
        Assert.Equal(["one"], call.Texts);
        Assert.Equal("10", call.Status);
        Assert.Equal("enough", call.Message);
    }

    [Fact]
    public async Task Status_set_on_the_context_ends_the_call_without_a_message()
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = (request, context) =>
            {
                context.Status = new Status(StatusCode.NotFound, "nope");
                return Task.FromResult(request);
            },
        }.Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of("a"));

        Assert.Equal("5", call.Status);
        Assert.Empty(call.Body);
    }

    [Fact]
    public async Task Missing_response_is_internal()
    {
        await using var server = await TestServer.StartAsync(new TestService { Unary = (_, _) => Task.FromResult<string>(null!) }.Bind());

        Assert.Equal("13", (await server.CallAsync("/test.Echo/Unary", Frames.Of("a"))).Status);
    }

    [Fact]
    public async Task Response_beyond_the_send_limit_is_resource_exhausted()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions { MaxSendMessageSize = 3 });

        Assert.Equal("8", (await server.CallAsync("/test.Echo/Unary", Frames.Of("long"))).Status);
        Assert.Equal("0", (await server.CallAsync("/test.Echo/Unary", Frames.Of("abc"))).Status);
    }

    [Fact]
    public async Task Serializer_that_breaks_its_promise_resets_the_stream()
    {
        var method = new Method<string, string>(
            MethodType.Unary,
            "test.Liar",
            "Call",
            Marshallers.StringMarshaller,
            new Marshaller<string>(
                (_, context) =>
                {
                    context.SetPayloadLength(10);
                    context.GetBufferWriter().Advance(0);
                    context.Complete();
                },
                context => ""));
        await using var server = await TestServer.StartAsync(
            ServerServiceDefinition.CreateBuilder().AddMethod(method, (request, _) => Task.FromResult(request)).Build());

        await Assert.ThrowsAsync<HttpRequestException>(() => server.CallAsync("/test.Liar/Call", Frames.Of("a")));
    }

    [Fact]
    public async Task Trailers_that_cannot_be_sent_are_internal()
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = (request, context) =>
            {
                context.ResponseTrailers.Add("note", "line\r\nbreak");
                return Task.FromResult(request);
            },
        }.Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of("a"));

        Assert.Equal("13", call.Status);
        Assert.Null(call.Find("note"));
    }
}
