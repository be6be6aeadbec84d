using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Calls;

public abstract class CancellationTests(ChannelTransport transport) : TransportedTests(transport), IAsyncLifetime
{
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _serverCancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _requestsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancellation = new();
    private TestHost _host = null!;
    private GrpcChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await TestHost.ServeAsync(TextServices.New
            .AddUnary(async (_, context) =>
            {
                await UntilCancelledAsync(context);
                return "";
            })
            .AddClientStreaming(async (requests, context) =>
            {
                context.CancellationToken.Register(_serverCancelled.SetResult);
                _began.TrySetResult();
                while (await requests.MoveNext(context.CancellationToken))
                {
                }

                _requestsEnded.TrySetResult();
                return "";
            })
            .AddDuplex(async (_, responses, context) =>
            {
                await responses.WriteAsync("first", context.CancellationToken);
                await UntilCancelledAsync(context);
            }));
        _channel = NewChannel(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _cancellation.Dispose();
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Cancelled_unary_call_is_cancelled_at_the_server_too()
    {
        using var call = _channel.CallUnary("", Options());
        await _began.Task.Soon();

        await _cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => call.ResponseHeadersAsync)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await _serverCancelled.Task.Soon();
    }

    [Fact]
    public async Task Disposed_unary_call_is_cancelled_at_the_server_too()
    {
        var call = _channel.CallUnary();
        await _began.Task.Soon();

        call.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
        await _serverCancelled.Task.Soon();
    }

    [Fact]
    public async Task Cancelled_client_stream_does_not_look_complete_to_the_server()
    {
        using var call = _channel.CallClientStreaming(Options());
        await call.RequestStream.WriteAsync("half", Patience.Cancellation).Soon();
        await _began.Task.Soon();

        await _cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
        await _serverCancelled.Task.Soon();
        Assert.False(_requestsEnded.Task.IsCompleted);
        var write = await TextMethods.FailureAsync(() => call.RequestStream.WriteAsync("more", Patience.Cancellation));
        Assert.Equal(StatusCode.Cancelled, write.StatusCode);
    }

    [Fact]
    public async Task Stream_that_nobody_reads_is_cancelled_at_the_server_at_once()
    {
        using var call = _channel.CallDuplex(Options());
        Assert.True(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        await _began.Task.Soon();

        await _cancellation.CancelAsync();

        await _serverCancelled.Task.Soon();
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Cancelled_read_cancels_the_call()
    {
        using var call = _channel.CallDuplex();
        Assert.True(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        var read = call.ResponseStream.MoveNext(_cancellation.Token);
        await _began.Task.Soon();

        await _cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => read)).StatusCode);
        await _serverCancelled.Task.Soon();
    }

    [Fact]
    public async Task Disposed_stream_is_cancelled_at_the_server_too()
    {
        var call = _channel.CallDuplex();
        Assert.True(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        await _began.Task.Soon();

        call.Dispose();

        await _serverCancelled.Task.Soon();
        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => call.ResponseStream.MoveNext(Patience.Cancellation))).StatusCode);
    }

    [Fact]
    public async Task Call_with_a_cancelled_token_is_never_sent()
    {
        await _cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => _channel.CallUnary("", Options()).ResponseAsync)).StatusCode);
        Assert.Equal(ConnectivityState.Idle, _channel.State);
    }

    [Fact]
    public async Task Status_and_trailers_exist_only_after_the_end()
    {
        using var call = _channel.CallUnary();
        await _began.Task.Soon();

        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
    }

    private CallOptions Options() => new(cancellationToken: _cancellation.Token);

    private async Task UntilCancelledAsync(ServerCallContext context)
    {
        context.CancellationToken.Register(_serverCancelled.SetResult);
        _began.TrySetResult();
        await _serverCancelled.Task;
    }
}
