using System.Net;
using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;
using Layotto.Grpc.Hosting;

namespace Layotto.Grpc.Client.Tests.Connections;

public abstract class TransportTests(ChannelTransport transport) : TransportedTests(transport)
{
    [Fact]
    public async Task Unix_socket_carries_calls()
    {
        var path = Path.Combine(Path.GetTempPath(), $"layotto-{Guid.NewGuid():N}.sock");
        string? authority = null;
        await using var host = await TestHost.ServeAsync(
            TextServices.New.AddUnary((request, context) =>
            {
                authority = context.Host;
                return Task.FromResult(request);
            }),
            endpoint: ListenEndpoint.Unix(path));
        using var channel = NewChannel($"unix://{path}");

        Assert.Equal("by file", await channel.CallUnary("by file").ResponseAsync.Soon());
        Assert.Equal("localhost", authority);
    }

    [Fact]
    public async Task Missing_unix_socket_is_unavailable_and_named()
    {
        using var channel = NewChannel("unix:///nowhere/at/all.sock");

        var failure = await TextMethods.FailureAsync(() => channel.CallUnary().ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("Unix socket /nowhere/at/all.sock", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_asks_for_http1_is_unavailable()
    {
        await using var host = await TestHost.AnswerAsync(
            _ => Task.CompletedTask, endpoint: ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http1));
        using var channel = NewChannel(host.Address);

        var failure = await TextMethods.FailureAsync(() => channel.CallUnary().ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("may not speak HTTP/2", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_answers_in_http1_is_unavailable()
    {
        using var peer = new RawHttp2Server();
        using var channel = NewChannel(peer.Address);
        var call = channel.CallUnary();
        using var connection = await peer.AcceptAsync();
        Assert.True(await connection.ReceiveAsync(new byte[24], Patience.Cancellation).AsTask().Soon() > 0);
        await connection.SendAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray(), Patience.Cancellation);

        var failure = await TextMethods.FailureAsync(() => call.ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("answered in HTTP/1", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_connection_is_opened_when_the_streams_of_one_are_used_up()
    {
        var connections = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var both = new TaskCompletionSource();
        await using var host = await TestHost.ServeAsync(
            TextServices.New.AddUnary(async (request, context) =>
            {
                connections[context.GetHttpContext().Connection.Id] = true;
                if (request == "free")
                    return request;
                if (connections.Count == 2)
                    both.TrySetResult();
                await both.Task.Soon();
                return request;
            }),
            new HostLimits { MaxStreamsPerConnection = 1 });
        using var channel = NewChannel(host.Address);
        // The first answer brings the server's settings, and with them its limit.
        await channel.CallUnary("free").ResponseAsync.Soon();

        await Task.WhenAll(channel.CallUnary("a").ResponseAsync, channel.CallUnary("b").ResponseAsync).Soon();

        Assert.Equal(2, connections.Count);
    }

    [Fact]
    public async Task Authority_that_http_can_not_carry_is_refused_even_if_the_call_could_wait()
    {
        await using var host = await TestHost.ServeAsync(TextMethods.EchoService());
        using var channel = NewChannel(host.Address);

        var failure = await TextMethods.FailureAsync(() => channel.CreateCallInvoker()
            .AsyncUnaryCall(TextMethods.Unary, "ü\r\n", new CallOptions().WithWaitForReady(), "").ResponseAsync);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Theory]
    [InlineData(null, null, "127.0.0.1")]
    [InlineData("service.example", null, "service.example")]
    [InlineData("service.example", "other.example:1", "other.example:1")]
    public async Task Authority_is_the_targets_unless_another_is_asked_for(string? ofChannel, string? ofCall, string expected)
    {
        await using var host = await TestHost.ServeAsync(
            TextServices.New.AddUnary((_, context) => Task.FromResult(context.Host)));
        using var channel = NewChannel(host.Address, new GrpcChannelOptions { Authority = ofChannel });

        var seen = await channel.CreateCallInvoker().AsyncUnaryCall(TextMethods.Unary, ofCall, default, "").ResponseAsync.Soon();

        Assert.Equal(ofChannel is null ? $"{expected}:{host.Port}" : expected, seen);
    }
}
