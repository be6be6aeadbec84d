using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Calls;

public abstract class DeadlineTests(ChannelTransport transport) : TransportedTests(transport)
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0.05, "50000000n")]
    [InlineData(1, "1000000u")]
    [InlineData(3600, "3600000m")]
    [InlineData(864_000, "864000S")]
    public async Task Deadline_is_sent_as_a_timeout(double seconds, string expected)
    {
        string? seen = null;
        await using var host = await TestHost.AnswerAsync(async context =>
        {
            seen = context.Request.Headers["grpc-timeout"];
            await TestHost.StartResponseAsync(context);
            TestHost.EndWith(context, "5");
        });
        using var channel = Open(host.Address);

        await TextMethods.FailureAsync(() => channel.CallUnary("", In(seconds)).ResponseAsync);

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task No_deadline_sends_no_timeout()
    {
        var sent = true;
        await using var host = await TestHost.AnswerAsync(async context =>
        {
            sent = context.Request.Headers.ContainsKey("grpc-timeout");
            await TestHost.StartResponseAsync(context);
            TestHost.EndWith(context, "5");
        });
        using var channel = Open(host.Address);

        await TextMethods.FailureAsync(() => channel.CallUnary("", new CallOptions(deadline: DateTime.MaxValue)).ResponseAsync);

        Assert.False(sent);
    }

    [Fact]
    public async Task Call_ends_at_its_deadline_although_the_server_says_nothing()
    {
        using var peer = new RawHttp2Server();
        using var channel = Open(peer.Address);
        var call = channel.CallUnary("", In(10));
        using var connection = await peer.AcceptHttp2Async();
        var stream = await connection.ReceiveRequestAsync();
        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(call.ResponseAsync.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Equal(StatusCode.DeadlineExceeded, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
        var reset = await connection.ReceiveAsync(frame => frame.Type == RawFrame.ResetStream);
        Assert.Equal(stream, reset.Stream);
        Assert.Equal([0, 0, 0, 8], reset.Payload);
        Assert.Equal(0, _time.TimerCount);
    }

    [Fact]
    public async Task Deadline_in_months_is_waited_for_in_steps()
    {
        using var peer = new RawHttp2Server();
        using var channel = Open(peer.Address);
        var call = channel.CallUnary("", In(TimeSpan.FromDays(100).TotalSeconds));
        using var connection = await peer.AcceptHttp2Async();
        await connection.ReceiveRequestAsync();
        for (var step = 0; step < 2; step++)
        {
            _time.Advance(TimeSpan.FromDays(40));
            Assert.False(call.ResponseAsync.IsCompleted);
        }

        _time.Advance(TimeSpan.FromDays(20));

        Assert.Equal(StatusCode.DeadlineExceeded, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Call_after_its_deadline_is_never_sent()
    {
        using var channel = Open("http://127.0.0.1:1");

        var failure = await TextMethods.FailureAsync(() => channel.CallUnary("", In(-1)).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal(ConnectivityState.Idle, channel.State);
    }

    [Fact]
    public async Task Local_time_is_refused_as_a_deadline()
    {
        using var channel = Open("http://127.0.0.1:1");

        var failure = await TextMethods.FailureAsync(
            () => channel.CallUnary("", new CallOptions(deadline: new DateTime(2040, 1, 1, 0, 0, 0, DateTimeKind.Local))).ResponseAsync);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("must be in UTC", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_by_the_server_after_the_deadline_counts_as_the_deadline()
    {
        using var peer = new RawHttp2Server();
        using var channel = Open(peer.Address);
        var call = channel.CallDuplex(In(10));
        using var connection = await peer.AcceptHttp2Async();
        var stream = (await connection.ReceiveAsync(frame => frame.Type == RawFrame.Headers)).Stream;
        _time.Advance(TimeSpan.FromSeconds(10));
        await connection.ResetAsync(stream, 8);

        var failure = await TextMethods.FailureAsync(() => call.ResponseStream.MoveNext(Patience.Cancellation));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task Finished_call_leaves_no_timer()
    {
        await using var host = await TestHost.ServeAsync(TextMethods.EchoService());
        using var channel = Open(host.Address);
        await channel.CallUnary().ResponseAsync.Soon();
        var before = _time.TimerCount;

        await channel.CallUnary("", In(10)).ResponseAsync.Soon();

        Assert.Equal(before, _time.TimerCount);
    }

    [Fact]
    public async Task Server_call_passes_on_its_deadline_and_its_cancellation()
    {
        using var peer = new RawHttp2Server();
        using var onward = Open(peer.Address);
        var inner = new TaskCompletionSource<StatusCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TestHost.ServeAsync(TextServices.New.AddUnary(async (_, context) =>
            {
                var failure = await TextMethods.FailureAsync(() =>
                    onward.CallUnary("", new CallOptions(propagationToken: context.CreatePropagationToken())).ResponseAsync);
                inner.SetResult(failure.StatusCode);
                throw failure;
            }));
        using var channel = Open(host.Address);
        var outer = channel.CallUnary();
        using var connection = await peer.AcceptHttp2Async();
        await connection.ReceiveRequestAsync();

        outer.Dispose();

        Assert.Equal(StatusCode.Cancelled, await inner.Task.Soon());
    }

    private CallOptions In(double seconds) => new(deadline: _time.GetUtcNow().UtcDateTime.AddSeconds(seconds));

    private GrpcChannel Open(string address) => NewChannel(address, new GrpcChannelOptions { TimeProvider = _time });
}
