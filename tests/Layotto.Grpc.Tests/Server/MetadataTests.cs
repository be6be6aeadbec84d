using Grpc.Core;

namespace Layotto.Grpc.Tests.Server;

public sealed class MetadataTests
{
    [Fact]
    public async Task Request_metadata_reaches_the_handler()
    {
        Metadata? seen = null;
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = (request, context) =>
            {
                seen = context.RequestHeaders;
                return Task.FromResult(request);
            },
        }.Bind());

        await server.CallAsync(
            "/test.Echo/Unary",
            Frames.Of("a"),
            ("x-one", "1"),
            ("x-twice", "a"),
            ("x-twice", "b"),
            ("unpadded-bin", "AQI"),
            ("padded-bin", "AQI="),
            ("joined-bin", "AQI=,Aw, BAU"),
            ("empty-bin", ""),
            ("grpc-timeout", "10S"));

        Assert.NotNull(seen);
        Assert.Equal("1", seen.GetValue("X-One"));
        Assert.Equal("a,b", string.Join(',', seen.GetAll("x-twice").Select(entry => entry.Value.Replace(" ", ""))));
        Assert.Equal([1, 2], seen.GetValueBytes("unpadded-bin")!);
        Assert.Equal([1, 2], seen.GetValueBytes("padded-bin")!);
        Assert.Equal(["0102", "03", "0405"], seen.GetAll("joined-bin").Select(entry => Convert.ToHexString(entry.ValueBytes)));
        Assert.Empty(seen.GetValueBytes("empty-bin")!);
        Assert.DoesNotContain(seen, entry => entry.Key.StartsWith(':') || entry.Key is "te" or "host" or "content-type" or "grpc-timeout");
    }

    [Fact]
    public async Task Response_headers_and_trailers_reach_the_client()
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = async (request, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "early", "1" }, { "early-bin", new byte[] { 255 } }, { "early", "2" } });
                context.ResponseTrailers.Add("late", "x");
                context.ResponseTrailers.Add("grpc-status", "7");
                return request;
            },
        }.Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of("a"));

        Assert.Equal(["1", "2"], call.Response.Headers.GetValues("early"));
        Assert.Equal("/w", call.Response.Headers.GetValues("early-bin").Single());
        Assert.Equal("x", call.Response.TrailingHeaders.GetValues("late").Single());
        Assert.Equal("0", call.Status);
    }

    [Fact]
    public async Task Response_headers_can_be_sent_once_and_first()
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            ServerStream = async (_, responses, context) =>
            {
                await responses.WriteAsync("a", CancellationToken.None);
                await Assert.ThrowsAsync<InvalidOperationException>(() => context.WriteResponseHeadersAsync([]));
            },
        }.Bind());

        Assert.Equal("0", (await server.CallAsync("/test.Echo/ServerStream", Frames.Of("a"))).Status);
    }

    [Fact]
    public async Task Context_tells_method_host_and_peer()
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = (_, context) => Task.FromResult($"{context.Method} {context.Host} {context.Peer} {context.AuthContext.IsPeerAuthenticated} {context.Deadline == DateTime.MaxValue}"),
        }.Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of("a"));

        Assert.Matches($"^/test.Echo/Unary 127.0.0.1:{server.Port} ipv4:127.0.0.1:[0-9]+ False True$", call.Texts.Single());
    }
}
