using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;
using Layotto.Grpc.Hosting;

namespace Layotto.Grpc.Client.Tests.Connections;

public abstract class ReconnectTests(ChannelTransport transport) : TransportedTests(transport)
{
    private static readonly ReconnectOptions Impatient = new()
    {
        InitialBackoff = TimeSpan.FromMilliseconds(5),
        MaxBackoff = TimeSpan.FromMilliseconds(5),
    };

    private readonly ManualTime _time = new();

    [Fact]
    public async Task Dead_target_fails_calls_fast_with_a_sentence_until_the_backoff_has_passed()
    {
        var port = FreePort();
        using var channel = Open(port);

        var failure = await TextMethods.FailureAsync(() => channel.CallUnary().ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal($"Can't connect to 127.0.0.1:{port}: Connection refused.", failure.Status.Detail);
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);

        await using var host = await StartAsync(port);
        var early = await TextMethods.FailureAsync(() => channel.CallUnary().ResponseAsync);
        Assert.Equal(failure.Status.Detail, early.Status.Detail);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("back", await channel.CallUnary("back").ResponseAsync.Soon());
        Assert.Equal(ConnectivityState.Ready, channel.State);
    }

    [Fact]
    public async Task Backoff_grows_with_every_failed_attempt()
    {
        using var channel = Open(FreePort());
        using var waiting = channel.CallUnary("", new CallOptions().WithWaitForReady());
        foreach (var seconds in (double[])[1, 1.6, 2.56, 4.096, 6.5536])
        {
            await _time.TimerDueWithinAsync(TimeSpan.FromSeconds(seconds));
            // A moment before the backoff has passed, calls still fail without an attempt.
            _time.Advance(TimeSpan.FromSeconds(seconds - 0.001));
            await TextMethods.FailureAsync(() => channel.CallUnary().ResponseAsync);
            Assert.Equal(ConnectivityState.TransientFailure, channel.State);
            await _time.TimerDueWithinAsync(TimeSpan.FromSeconds(0.001));
            _time.Advance(TimeSpan.FromSeconds(0.001));
        }
    }

    [Fact]
    public async Task Call_that_waits_for_ready_outlasts_failures()
    {
        var port = FreePort();
        using var channel = Open(port);
        var call = channel.CallUnary("patient", new CallOptions().WithWaitForReady());
        foreach (var backoff in (double[])[1, 1.6, 2.56])
        {
            await _time.TimerDueWithinAsync(TimeSpan.FromSeconds(backoff));
            Assert.False(call.ResponseAsync.IsCompleted);
            Assert.Equal(ConnectivityState.TransientFailure, channel.State);
            _time.Advance(TimeSpan.FromSeconds(backoff));
        }

        await _time.TimerDueWithinAsync(TimeSpan.FromSeconds(5));
        await using var host = await StartAsync(port);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("patient", await call.ResponseAsync.Soon());
    }

    [Fact]
    public async Task Call_that_waits_for_ready_waits_until_its_deadline()
    {
        using var channel = Open(FreePort());
        var call = channel.CallUnary("", new CallOptions(deadline: _time.GetUtcNow().UtcDateTime.AddSeconds(5)).WithWaitForReady());
        await channel.ReachesAsync(ConnectivityState.TransientFailure);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(StatusCode.DeadlineExceeded, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Target_that_never_answers_the_handshake_fails_the_attempt_after_the_connect_timeout()
    {
        using var peer = new RawHttp2Server();
        using var channel = NewChannel(
            peer.Address.Replace("http:", "https:", StringComparison.Ordinal), new GrpcChannelOptions { TimeProvider = _time });
        var call = channel.CallUnary();
        using var silent = await peer.AcceptAsync();
        Assert.Equal(ConnectivityState.Connecting, channel.State);

        _time.Advance(TimeSpan.FromSeconds(20));

        var failure = await TextMethods.FailureAsync(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("no answer within 20 s", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_that_closes_every_connection_is_backed_off_from()
    {
        using var peer = new RawHttp2Server();
        using var channel = NewChannel(peer.Address, new GrpcChannelOptions { TimeProvider = _time });
        var call = channel.CallUnary();
        (await peer.AcceptAsync()).Dispose();
        // The pool may ask for a second connection before it learns of the first one's end.
        var second = peer.AcceptAsync();
        var failure = TextMethods.FailureAsync(() => call.ResponseAsync);
        if (await Task.WhenAny(second, failure) == second)
            (await second).Dispose();

        Assert.Equal(StatusCode.Unavailable, (await failure).StatusCode);
        await channel.ReachesAsync(ConnectivityState.TransientFailure);
        var next = await TextMethods.FailureAsync(() => channel.CallUnary().ResponseAsync);
        Assert.Contains("closed it without an answer", next.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_that_waits_for_ready_outlasts_connections_that_say_nothing()
    {
        using var peer = new RawHttp2Server();
        using var channel = NewChannel(peer.Address, new GrpcChannelOptions { Reconnect = Impatient });
        var call = channel.CallUnary("", new CallOptions().WithWaitForReady());
        for (var silent = 0; silent < 3; silent++)
            (await peer.AcceptAsync()).Dispose();

        using var connection = await peer.AcceptHttp2Async();
        await connection.AnswerAsync(await connection.ReceiveRequestAsync());

        Assert.Equal("", await call.ResponseAsync.Soon());
    }

    [Fact]
    public async Task Lost_connection_makes_the_channel_idle_and_the_next_call_connects_again()
    {
        var port = FreePort();
        using var channel = Open(port);
        await using (await StartAsync(port))
        {
            await channel.CallUnary().ResponseAsync.Soon();
            Assert.Equal(ConnectivityState.Ready, channel.State);
        }

        await channel.ReachesAsync(ConnectivityState.Idle);
        await using var again = await StartAsync(port);
        Assert.Equal("again", await channel.CallUnary("again").ResponseAsync.Soon());
    }

    [Fact]
    public async Task Connect_makes_a_connection_that_the_first_call_uses()
    {
        using var peer = new RawHttp2Server();
        using var channel = NewChannel(peer.Address);
        Assert.Equal(ConnectivityState.Idle, channel.State);
        await channel.ConnectAsync(Patience.Cancellation).Soon();
        Assert.Equal(ConnectivityState.Ready, channel.State);

        var call = channel.CallUnary();
        using var connection = await peer.AcceptHttp2Async();
        await connection.AnswerAsync(await connection.ReceiveRequestAsync());
        Assert.Equal("", await call.ResponseAsync.Soon());
    }

    [Fact]
    public async Task Connection_that_died_before_its_first_call_is_replaced()
    {
        using var peer = new RawHttp2Server();
        using var channel = NewChannel(peer.Address, new GrpcChannelOptions { TimeProvider = _time });
        await channel.ConnectAsync(Patience.Cancellation).Soon();
        using (var dead = await peer.AcceptAsync())
            dead.Shutdown(SocketShutdown.Both);

        var call = channel.CallUnary();
        using var connection = await peer.AcceptHttp2Async();
        await connection.AnswerAsync(await connection.ReceiveRequestAsync());
        Assert.Equal("", await call.ResponseAsync.Soon());
    }

    [Fact]
    public async Task Connection_without_calls_is_closed_after_the_idle_timeout()
    {
        await using var host = await TestHost.ServeAsync(TextMethods.EchoService());
        using var channel = NewChannel(host.Address, new GrpcChannelOptions { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        await channel.CallUnary().ResponseAsync.Soon();

        await channel.ReachesAsync(ConnectivityState.Idle);

        Assert.Equal("again", await channel.CallUnary("again").ResponseAsync.Soon());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task<TestHost> StartAsync(int port) => TestHost.ServeAsync(
        TextMethods.EchoService(), endpoint: ListenEndpoint.Tcp(IPAddress.Loopback, port, ListenProtocols.Http2));

    private GrpcChannel Open(int port) =>
        NewChannel($"http://127.0.0.1:{port}", new GrpcChannelOptions { TimeProvider = _time, Random = () => 0.5 });
}
