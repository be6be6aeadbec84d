using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Connections;

/// <summary>A channel whose calls all reach the same process, or none.</summary>
public abstract class SingleConnectionTests : TransportedTests, IDisposable
{
    private const int NoError = 0;

    private readonly RawHttp2Server _peer = new();
    private readonly GrpcChannel _channel;

    protected SingleConnectionTests(ChannelTransport transport)
        : base(transport) => _channel = NewChannel(_peer.Address, new GrpcChannelOptions { SingleConnection = true });

    public void Dispose()
    {
        _channel.Dispose();
        _peer.Dispose();
    }

    [Fact]
    public async Task Once_the_connection_is_lost_there_is_no_other()
    {
        using (var only = await AnswerAsync())
        {
        }

        await _channel.ReachesAsync(ConnectivityState.TransientFailure);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var failure = await TextMethods.FailureAsync(() => _channel.CallUnary().ResponseAsync);
            Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
            Assert.EndsWith("is lost, and the channel makes no other.", failure.Status.Detail, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<RpcException>(() => _channel.ConnectAsync(Patience.Cancellation).Soon());
        Assert.Equal(ConnectivityState.TransientFailure, _channel.State);
    }

    [Fact]
    public async Task A_peer_that_goes_away_is_lost_although_its_connection_is_open()
    {
        using var only = await AnswerAsync();
        await only.GoAwayAsync(lastStream: 1, NoError);
        var refused = _channel.CallUnary();

        // The call was sent before the client knew, or it is refused: in neither case does it reach another connection.
        var failure = await TextMethods.FailureAsync(() => refused.ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        await _channel.ReachesAsync(ConnectivityState.TransientFailure);
    }

    [Fact]
    public async Task A_connection_that_died_before_its_first_call_is_lost_too()
    {
        await _channel.TryConnectAsync(Patience.Cancellation).Soon();
        using (var dead = await _peer.AcceptAsync())
            dead.Shutdown(System.Net.Sockets.SocketShutdown.Both);

        var failure = await TextMethods.FailureAsync(() => _channel.CallUnary().ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task A_single_attempt_to_connect_fails_where_nobody_listens()
    {
        _peer.Dispose();

        var failure = await Assert.ThrowsAsync<RpcException>(() => _channel.TryConnectAsync(Patience.Cancellation).Soon());

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.EndsWith("Connection refused.", failure.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<RawHttp2Connection> AnswerAsync()
    {
        var call = _channel.CallUnary();
        var connection = await _peer.AcceptHttp2Async();
        await connection.AnswerAsync(await connection.ReceiveRequestAsync());
        Assert.Equal("", await call.ResponseAsync.Soon());
        return connection;
    }
}
