namespace Layotto.Grpc.Tests.Server;

public sealed class CancellationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("1H")]
    public async Task Reset_by_the_client_cancels_the_handler(string? timeout)
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = async (request, context) =>
            {
                await using var registration = context.CancellationToken.Register(cancelled.SetResult);
                began.SetResult();
                await cancelled.Task;
                return request;
            },
        }.Bind());
        using var giveUp = new CancellationTokenSource();
        using var request = TestServer.Request("/test.Echo/Unary", new ByteArrayContent(Frames.Of("a")));
        if (timeout is not null)
            request.Headers.Add("grpc-timeout", timeout);

        var sending = server.Client.SendAsync(request, giveUp.Token);
        await began.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await cancelled.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);
    }

    [Fact]
    public async Task Reset_by_the_client_ends_a_wait_for_requests()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(new TestService
        {
            ClientStream = async (requests, _) =>
            {
                var waiting = requests.MoveNext(CancellationToken.None);
                began.SetResult();
                ended.SetResult(await Assert.ThrowsAnyAsync<Exception>(() => waiting));
                return "";
            },
        }.Bind());
        using var giveUp = new CancellationTokenSource();
        using var body = new PushedContent();
        using var request = TestServer.Request("/test.Echo/ClientStream", body);

        var sending = server.Client.SendAsync(request, giveUp.Token);
        await began.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        await giveUp.CancelAsync();

        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        body.Complete();
    }

    [Fact]
    public async Task Write_after_the_client_has_gone_is_cancelled()
    {
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(new TestService
        {
            ServerStream = async (_, responses, context) =>
            {
                var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = context.CancellationToken.Register(gone.SetResult);
                await responses.WriteAsync("one", CancellationToken.None);
                await gone.Task;
                ended.SetResult(await Assert.ThrowsAnyAsync<Exception>(() => responses.WriteAsync("two", CancellationToken.None)));
            },
        }.Bind());
        using var request = TestServer.Request("/test.Echo/ServerStream", new ByteArrayContent(Frames.Of("a")));

        var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestServer.Cancellation);
        var stream = await response.Content.ReadAsStreamAsync(TestServer.Cancellation);
        Assert.Equal("one", await CallShapeTests.ReadTextAsync(stream));
        response.Dispose();

        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation));
    }
}
