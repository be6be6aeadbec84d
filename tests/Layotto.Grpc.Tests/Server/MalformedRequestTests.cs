using System.Net;
using Layotto.Grpc.Server;

namespace Layotto.Grpc.Tests.Server;

public sealed class MalformedRequestTests
{
    private const string ResourceExhausted = "8";
    private const string Unimplemented = "12";
    private const string Internal = "13";

    [Theory]
    [InlineData("/test.Echo/Unary")]
    [InlineData("/test.Echo/ClientStream")]
    [InlineData("/test.Echo/ServerStream")]
    public async Task Length_beyond_the_limit_is_refused_before_the_message_arrives(string path)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions { MaxReceiveMessageSize = 10 });
        using var body = new PushedContent();
        using var request = TestServer.Request(path, body);

        var sending = server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestServer.Cancellation);
        await body.WriteAsync(Frames.Of([], length: 11));
        var response = await sending.WaitAsync(TestServer.Patience, TestServer.Cancellation);

        Assert.Equal(ResourceExhausted, response.Headers.GetValues("grpc-status").Single());
        body.Complete();
    }

    [Fact]
    public async Task Message_of_exactly_the_limit_is_taken()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions { MaxReceiveMessageSize = 10 });

        Assert.Equal("0", (await server.CallAsync("/test.Echo/Unary", Frames.Of("0123456789"))).Status);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x80000000u)]
    public async Task Length_of_more_than_31_bits_is_refused_even_without_a_limit(uint length)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions { MaxReceiveMessageSize = null });

        Assert.Equal(ResourceExhausted, (await server.CallAsync("/test.Echo/Unary", Frames.Of([], length: length))).Status);
    }

    [Theory]
    [InlineData("/test.Echo/Unary", 3)]
    [InlineData("/test.Echo/Unary", 7)]
    [InlineData("/test.Echo/ClientStream", 1)]
    [InlineData("/test.Echo/ClientStream", 8)]
    [InlineData("/test.Echo/ServerStream", 5)]
    [InlineData("/test.Echo/Duplex", 6)]
    public async Task Truncated_message_is_internal(string path, int length)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync(path, Frames.Of("hello")[..length]);

        Assert.Equal(Internal, call.Status);
        Assert.Empty(call.Body);
    }

    [Theory]
    [InlineData("/test.Echo/Unary")]
    [InlineData("/test.Echo/ServerStream")]
    public async Task Missing_message_is_internal(string path)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        Assert.Equal(Internal, (await server.CallAsync(path, [])).Status);
    }

    [Theory]
    [InlineData("/test.Echo/Unary")]
    [InlineData("/test.Echo/ServerStream")]
    public async Task Second_message_of_a_call_that_takes_one_is_internal(string path)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        Assert.Equal(Internal, (await server.CallAsync(path, [.. Frames.Of("a"), .. Frames.Of("b")])).Status);
    }

    [Theory]
    [InlineData((byte)2)]
    [InlineData((byte)255)]
    public async Task Flag_other_than_0_and_1_is_internal(byte flag)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        Assert.Equal(Internal, (await server.CallAsync("/test.Echo/Unary", Frames.Of([1], flag))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task Compressed_flag_without_an_encoding_is_internal(string? encoding)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        (string, string)[] headers = encoding is null ? [] : [("grpc-encoding", encoding)];

        Assert.Equal(Internal, (await server.CallAsync("/test.Echo/Unary", Frames.Of(Frames.Gzip([1]), 1), headers)).Status);
    }

    [Fact]
    public async Task Unknown_encoding_is_unimplemented_and_told_what_is_known()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of([1], 1), ("grpc-encoding", "snappy"));

        Assert.Equal(Unimplemented, call.Status);
        Assert.Equal("identity,gzip", call.Find("grpc-accept-encoding"));
        Assert.True(call.IsTrailersOnly);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("1s")]
    [InlineData("123456789S")]
    [InlineData(" 1S")]
    public async Task Invalid_timeout_is_internal(string timeout)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of("a"), ("grpc-timeout", timeout));

        Assert.Equal(Internal, call.Status);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("$$$$")]
    [InlineData("AQI=,*")]
    [InlineData("A=QI")]
    public async Task Binary_metadata_that_is_not_base64_is_internal(string value)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        Assert.Equal(Internal, (await server.CallAsync("/test.Echo/Unary", Frames.Of("a"), ("trace-bin", value))).Status);
    }

    [Fact]
    public async Task Message_that_does_not_decode_is_internal()
    {
        var method = new global::Grpc.Core.Method<string, string>(
            global::Grpc.Core.MethodType.Unary,
            "test.Strict",
            "Call",
            global::Grpc.Core.Marshallers.Create<string>(_ => [], _ => throw new FormatException("secret")),
            global::Grpc.Core.Marshallers.StringMarshaller);
        await using var server = await TestServer.StartAsync(
            global::Grpc.Core.ServerServiceDefinition.CreateBuilder().AddMethod(method, (request, _) => Task.FromResult(request)).Build());

        var call = await server.CallAsync("/test.Strict/Call", Frames.Of("a"));

        Assert.Equal(Internal, call.Status);
        Assert.DoesNotContain("secret", call.Message);
    }

    [Theory]
    [InlineData("/test.Echo/Nothing", "unknown method Nothing for service test.Echo")]
    [InlineData("/test.Other/Unary", "unknown service test.Other")]
    [InlineData("/", "The path is not of the form /service/method.")]
    [InlineData("/Unary", "The path is not of the form /service/method.")]
    public async Task Unknown_path_is_unimplemented(string path, string message)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync(path, Frames.Of("a"));

        Assert.Equal(HttpStatusCode.OK, call.Response.StatusCode);
        Assert.Equal(Unimplemented, call.Status);
        Assert.Equal(message, call.Message);
        Assert.True(call.IsTrailersOnly);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpcx")]
    public async Task Other_content_type_is_415(string contentType)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        using var content = new ByteArrayContent(Frames.Of("a"));
        using var request = TestServer.Request("/test.Echo/Unary", content);
        content.Headers.Remove("content-type");
        content.Headers.TryAddWithoutValidation("content-type", contentType);

        var response = await server.Client.SendAsync(request, TestServer.Cancellation).WaitAsync(TestServer.Patience, TestServer.Cancellation);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc;charset=utf-8")]
    [InlineData("Application/GRPC")]
    public async Task Variants_of_the_content_type_are_taken(string contentType)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        using var content = new ByteArrayContent(Frames.Of("a"));
        using var request = TestServer.Request("/test.Echo/Unary", content);
        content.Headers.Remove("content-type");
        content.Headers.TryAddWithoutValidation("content-type", contentType);

        var response = await server.Client.SendAsync(request, TestServer.Cancellation).WaitAsync(TestServer.Patience, TestServer.Cancellation);

        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Other_method_than_post_is_405()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        using var request = TestServer.Request("/test.Echo/Unary", new ByteArrayContent(Frames.Of("a")));
        request.Method = HttpMethod.Put;

        var response = await server.Client.SendAsync(request, TestServer.Cancellation).WaitAsync(TestServer.Patience, TestServer.Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("POST", response.Content.Headers.Allow.Single());
    }

    [Fact]
    public async Task Http1_is_refused_with_426()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        using var request = TestServer.Request("/test.Echo/Unary", new ByteArrayContent(Frames.Of("a")));
        request.Version = HttpVersion.Version11;

        var response = await server.Client.SendAsync(request, TestServer.Cancellation).WaitAsync(TestServer.Patience, TestServer.Cancellation);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }
}
