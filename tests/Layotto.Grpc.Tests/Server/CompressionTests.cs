using System.IO.Compression;
using System.Text;
using Grpc.Core;
using Layotto.Grpc.Server;

namespace Layotto.Grpc.Tests.Server;

public sealed class CompressionTests
{
    private static readonly string Text = new('z', 10_000);

    [Fact]
    public async Task Compressed_request_is_read()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync(
            "/test.Echo/Unary", Frames.Of(Frames.Gzip(Encoding.UTF8.GetBytes(Text)), 1), ("grpc-encoding", "gzip"));

        Assert.Equal([Text], call.Texts);
        Assert.Equal("identity,gzip", call.Find("grpc-accept-encoding"));
    }

    [Fact]
    public async Task Uncompressed_message_of_a_compressed_call_is_read()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync(
            "/test.Echo/ClientStream",
            [.. Frames.Of("a"), .. Frames.Of(Frames.Gzip("b"u8.ToArray()), 1)],
            ("grpc-encoding", "gzip"));

        Assert.Equal(["a+b"], call.Texts);
    }

    [Fact]
    public async Task Bomb_is_held_to_the_receive_limit()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions { MaxReceiveMessageSize = 100_000 });

        var call = await server.CallAsync(
            "/test.Echo/Unary", Frames.Of(Frames.Gzip(new byte[50_000_000]), 1), ("grpc-encoding", "gzip"));

        Assert.Equal("8", call.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Broken_gzip_is_internal(bool truncated)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        var payload = truncated ? Frames.Gzip(Encoding.UTF8.GetBytes(Text))[..^12] : "not gzip at all"u8.ToArray();

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of(payload, 1), ("grpc-encoding", "gzip"));

        Assert.Equal("13", call.Status);
    }

    [Fact]
    public async Task Response_is_compressed_for_a_client_that_accepts_it()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions { ResponseCompression = CompressionLevel.Fastest });

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of(Text), ("grpc-accept-encoding", "identity, deflate ,gzip"));

        var (flag, payload) = Assert.Single(Frames.Split(call.Body));
        Assert.Equal(1, flag);
        Assert.Equal("gzip", call.Find("grpc-encoding"));
        Assert.Equal(Text, Encoding.UTF8.GetString(Frames.Ungzip(payload)));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzipx")]
    [InlineData(null)]
    public async Task Response_is_not_compressed_for_a_client_that_does_not_accept_it(string? accepted)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind(), new GrpcServerOptions { ResponseCompression = CompressionLevel.Fastest });
        (string, string)[] headers = accepted is null ? [] : [("grpc-accept-encoding", accepted)];

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of(Text), headers);

        Assert.Equal(0, Assert.Single(Frames.Split(call.Body)).Flag);
        Assert.Null(call.Find("grpc-encoding"));
    }

    [Fact]
    public async Task NoCompress_sends_that_message_as_it_is()
    {
        var service = new TestService
        {
            ServerStream = async (_, responses, _) =>
            {
                await responses.WriteAsync("one", CancellationToken.None);
                responses.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
                await responses.WriteAsync("two", CancellationToken.None);
            },
        };
        await using var server = await TestServer.StartAsync(service.Bind(), new GrpcServerOptions { ResponseCompression = CompressionLevel.Fastest });

        var call = await server.CallAsync("/test.Echo/ServerStream", Frames.Of(""), ("grpc-accept-encoding", "gzip"));

        Assert.Equal([1, 0], Frames.Split(call.Body).Select(frame => (int)frame.Flag));
    }

    [Fact]
    public async Task Handler_may_ask_for_compression_in_its_headers()
    {
        var service = new TestService
        {
            Unary = async (request, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
                return request;
            },
        };
        await using var server = await TestServer.StartAsync(service.Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of(Text), ("grpc-accept-encoding", "gzip"));

        Assert.Equal(1, Assert.Single(Frames.Split(call.Body)).Flag);
        Assert.Equal("gzip", call.Find("grpc-encoding"));
        Assert.Null(call.Find("grpc-internal-encoding-request"));
    }
}
