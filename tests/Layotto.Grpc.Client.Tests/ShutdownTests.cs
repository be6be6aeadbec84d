using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests;

public abstract class ShutdownTests(ChannelTransport transport) : TransportedTests(transport), IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _serverCancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestHost _host = null!;
    private GrpcChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await TestHost.ServeAsync(TextServices.New.AddUnary(async (request, context) =>
        {
            context.CancellationToken.Register(_serverCancelled.SetResult);
            _began.SetResult();
            await Task.WhenAny(_finish.Task, _serverCancelled.Task).Soon();
            return request;
        }));
        _channel = NewChannel(_host.Address, new GrpcChannelOptions { TimeProvider = _time });
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Shutdown_waits_for_calls_under_way_and_takes_no_more()
    {
        var call = _channel.CallUnary("last");
        await _began.Task.Soon();

        var shutdown = _channel.ShutdownAsync();
        Assert.False(shutdown.IsCompleted);
        var late = await TextMethods.FailureAsync(() => _channel.CallUnary().ResponseAsync);
        Assert.Equal(new Status(StatusCode.Unavailable, "The channel was shut down."), late.Status);

        _finish.SetResult();
        Assert.Equal("last", await call.ResponseAsync.Soon());
        await shutdown.Soon();
        Assert.Equal(ConnectivityState.Shutdown, _channel.State);
    }

    [Fact]
    public async Task Shutdown_cancels_what_is_left_after_the_drain_timeout()
    {
        var call = _channel.CallUnary("last");
        await _began.Task.Soon();
        var shutdown = _channel.ShutdownAsync();

        _time.Advance(TimeSpan.FromSeconds(5));

        await shutdown.Soon();
        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
        await _serverCancelled.Task.Soon();
    }

    [Fact]
    public async Task Disposal_cancels_calls_under_way_at_once()
    {
        var call = _channel.CallUnary("last");
        await _began.Task.Soon();

        _channel.Dispose();

        var failure = await TextMethods.FailureAsync(() => call.ResponseAsync);
        Assert.Equal(new Status(StatusCode.Cancelled, "The channel was shut down during the call."), failure.Status);
        await _serverCancelled.Task.Soon();
        Assert.Equal(StatusCode.Unavailable, (await TextMethods.FailureAsync(() => _channel.CallUnary().ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Shutdown_without_calls_ends_at_once_and_may_be_repeated()
    {
        await _channel.ShutdownAsync().Soon();
        await _channel.ShutdownAsync().Soon();
        await _channel.DisposeAsync().AsTask().Soon();
        _channel.Dispose();

        await Assert.ThrowsAsync<RpcException>(() => _channel.ConnectAsync(Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Waiting_calls_end_with_the_channel()
    {
        using var channel = NewChannel("http://127.0.0.1:1", new GrpcChannelOptions { TimeProvider = _time });
        var call = channel.CallUnary("", new CallOptions().WithWaitForReady());
        await channel.ReachesAsync(ConnectivityState.TransientFailure);

        channel.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
    }
}
