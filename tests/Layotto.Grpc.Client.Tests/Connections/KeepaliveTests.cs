using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Connections;

public sealed class KeepaliveTests
{
    private static readonly KeepaliveOptions Shortest = new() { Time = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Connection_whose_peer_answers_no_ping_is_given_up()
    {
        using var peer = new RawHttp2Server();
        using var channel = new GrpcChannel(peer.Address, new GrpcChannelOptions { Keepalive = Shortest });
        var call = channel.CallUnary();
        using var connection = await peer.AcceptHttp2Async();
        await connection.ReceiveRequestAsync();
        connection.AnswersPings = false;
        var ping = connection.ReceiveAsync(frame => frame.Type == RawFrame.Ping);

        var failure = await TextMethods.FailureAsync(() => call.ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        await ping.Soon();
    }

    [Fact]
    public async Task Connection_without_calls_is_pinged_if_asked_for()
    {
        using var peer = new RawHttp2Server();
        using var channel = new GrpcChannel(peer.Address, new GrpcChannelOptions { Keepalive = Shortest with { WithoutCalls = true } });
        var call = channel.CallUnary();
        using var connection = await peer.AcceptHttp2Async();
        await connection.AnswerAsync(await connection.ReceiveRequestAsync());
        await call.ResponseAsync.Soon();
        var before = connection.Pings;

        await connection.ReceiveAsync(frame => frame.Type == RawFrame.Ping);

        Assert.True(connection.Pings > before);
        Assert.Equal(ConnectivityState.Ready, channel.State);
    }

    [Theory]
    [InlineData(0.5, 20)]
    [InlineData(10, 0.5)]
    public void Time_under_a_second_is_refused(double time, double timeout)
    {
        var keepalive = new KeepaliveOptions { Time = TimeSpan.FromSeconds(time), Timeout = TimeSpan.FromSeconds(timeout) };

        var exception = Assert.Throws<ArgumentException>(() => new GrpcChannel("http://h:1", new GrpcChannelOptions { Keepalive = keepalive }));

        Assert.Contains("at least 1 second", exception.Message, StringComparison.Ordinal);
    }
}
