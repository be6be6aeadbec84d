using System.Net;
using System.Text;

namespace Layotto.Grpc.Tests.Server;

public sealed class CallShapeTests
{
    [Fact]
    public async Task Unary_call_is_answered_with_message_and_trailers()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of("hello"));

        Assert.Equal(HttpStatusCode.OK, call.Response.StatusCode);
        Assert.Equal("application/grpc", call.Response.Content.Headers.ContentType?.ToString());
        Assert.Equal(["hello"], call.Texts);
        Assert.Equal("0", call.Status);
        Assert.Null(call.Message);
        Assert.False(call.IsTrailersOnly);
    }

    [Fact]
    public async Task Empty_message_is_a_message()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of(""));

        Assert.Equal([""], call.Texts);
        Assert.Equal("0", call.Status);
    }

    [Fact]
    public async Task Large_message_crosses_many_frames()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        var text = new string('x', 4 * 1024 * 1024);

        var call = await server.CallAsync("/test.Echo/Unary", Frames.Of(text));

        Assert.Equal([text], call.Texts);
        Assert.Equal("0", call.Status);
    }

    [Fact]
    public async Task Server_stream_sends_every_message()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync("/test.Echo/ServerStream", Frames.Of("a b c"));

        Assert.Equal(["a", "b", "c"], call.Texts);
        Assert.Equal("0", call.Status);
    }

    [Fact]
    public async Task Server_stream_without_messages_is_trailers_only()
    {
        await using var server = await TestServer.StartAsync(new TestService { ServerStream = (_, _, _) => Task.CompletedTask }.Bind());

        var call = await server.CallAsync("/test.Echo/ServerStream", Frames.Of("a"));

        Assert.Empty(call.Body);
        Assert.True(call.IsTrailersOnly);
        Assert.Equal("0", call.Status);
    }

    [Fact]
    public async Task Client_stream_reads_every_message()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync("/test.Echo/ClientStream", [.. Frames.Of("a"), .. Frames.Of("b"), .. Frames.Of("")]);

        Assert.Equal(["a+b+"], call.Texts);
        Assert.Equal("0", call.Status);
    }

    [Fact]
    public async Task Client_stream_may_be_empty()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());

        var call = await server.CallAsync("/test.Echo/ClientStream", []);

        Assert.Equal([""], call.Texts);
        Assert.Equal("0", call.Status);
    }

    [Fact]
    public async Task Duplex_messages_go_back_and_forth_while_both_streams_are_open()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        using var body = new PushedContent();
        using var request = TestServer.Request("/test.Echo/Duplex", body);

        var sending = server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestServer.Cancellation);
        await body.WriteAsync(Frames.Of("one"));
        var response = await sending.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        var stream = await response.Content.ReadAsStreamAsync(TestServer.Cancellation);
        Assert.Equal("one!", await ReadTextAsync(stream));
        await body.WriteAsync(Frames.Of("two"));
        Assert.Equal("two!", await ReadTextAsync(stream));
        body.Complete();

        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestServer.Cancellation));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Thousand_unary_calls_at_once_all_get_their_own_answer()
    {
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = async (request, _) =>
            {
                await Task.Yield();
                return request;
            },
        }.Bind());

        var calls = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => server.CallAsync("/test.Echo/Unary", Frames.Of($"{number}"))))
            .WaitAsync(TestServer.Patience, TestServer.Cancellation);

        Assert.Equal(Enumerable.Range(0, 1000).Select(number => $"{number}"), calls.Select(call => call.Texts.Single()));
        Assert.All(calls, call => Assert.Equal("0", call.Status));
    }

    [Fact]
    public async Task Second_write_while_the_first_is_under_way_is_refused_or_done()
    {
        InvalidOperationException? refused = null;
        await using var server = await TestServer.StartAsync(new TestService
        {
            ServerStream = async (_, responses, _) =>
            {
                var big = new string('x', 1024 * 1024);
                var first = responses.WriteAsync(big, CancellationToken.None);
                if (!first.IsCompleted)
                    refused = Assert.Throws<InvalidOperationException>(() => { _ = responses.WriteAsync("second", CancellationToken.None); });
                await first;
            },
        }.Bind());

        var call = await server.CallAsync("/test.Echo/ServerStream", Frames.Of("a"));

        Assert.Equal("0", call.Status);
        Assert.NotNull(refused);
    }

    internal static async Task<string> ReadTextAsync(Stream stream)
    {
        var header = new byte[5];
        await stream.ReadExactlyAsync(header, TestServer.Cancellation).AsTask().WaitAsync(TestServer.Patience, TestServer.Cancellation);
        var payload = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await stream.ReadExactlyAsync(payload, TestServer.Cancellation).AsTask().WaitAsync(TestServer.Patience, TestServer.Cancellation);
        return Encoding.UTF8.GetString(payload);
    }
}
