namespace Layotto.Grpc.Tests.Server;

public sealed class DeadlineTests
{
    private const string DeadlineExceeded = "4";

    [Fact]
    public async Task Passed_deadline_ends_the_call_and_cancels_the_handler()
    {
        var clock = new ManualTimeProvider();
        var began = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            new TestService
            {
                Unary = async (request, context) =>
                {
                    Assert.Equal(clock.GetUtcNow().UtcDateTime.AddSeconds(5), context.Deadline);
                    began.SetResult(context.CancellationToken);
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                    return request;
                },
            }.Bind(),
            timeProvider: clock);

        var calling = server.CallAsync("/test.Echo/Unary", Frames.Of("a"), ("grpc-timeout", "5S"));
        var token = await began.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(token.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(DeadlineExceeded, (await calling).Status);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public async Task Client_is_told_although_the_handler_does_not_listen()
    {
        var clock = new ManualTimeProvider();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lateWrite = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            new TestService
            {
                ServerStream = async (_, responses, _) =>
                {
                    await responses.WriteAsync("one", CancellationToken.None);
                    began.SetResult();
                    await release.Task;
                    lateWrite.SetResult(await Assert.ThrowsAnyAsync<Exception>(() => responses.WriteAsync("two", CancellationToken.None)));
                },
            }.Bind(),
            timeProvider: clock);

        var calling = server.CallAsync("/test.Echo/ServerStream", Frames.Of("a"), ("grpc-timeout", "1M"));
        await began.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        clock.Advance(TimeSpan.FromMinutes(1));
        var call = await calling;
        release.SetResult();

        Assert.Equal(DeadlineExceeded, call.Status);
        Assert.Equal(["one"], call.Texts);
        Assert.IsType<OperationCanceledException>(await lateWrite.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation));
    }

    [Fact]
    public async Task Handler_that_waits_for_a_request_is_woken()
    {
        var clock = new ManualTimeProvider();
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            new TestService
            {
                ClientStream = async (requests, _) =>
                {
                    ended.SetResult(await Assert.ThrowsAnyAsync<Exception>(() => requests.MoveNext(CancellationToken.None)));
                    return "";
                },
            }.Bind(),
            timeProvider: clock);
        using var body = new PushedContent();
        using var request = TestServer.Request("/test.Echo/ClientStream", body, ("grpc-timeout", "10m"));

        var sending = server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestServer.Cancellation);
        await clock.TimerMade.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        clock.Advance(TimeSpan.FromMilliseconds(10));
        var response = await sending.WaitAsync(TestServer.Patience, TestServer.Cancellation);

        Assert.Equal(DeadlineExceeded, response.Headers.GetValues("grpc-status").Single());
        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation));
        body.Complete();
    }

    [Theory]
    [InlineData("0S")]
    [InlineData("0n")]
    public async Task Timeout_of_zero_ends_the_call_before_the_handler(string timeout)
    {
        var ran = false;
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = (request, _) =>
            {
                ran = true;
                return Task.FromResult(request);
            },
        }.Bind());

        Assert.Equal(DeadlineExceeded, (await server.CallAsync("/test.Echo/Unary", Frames.Of("a"), ("grpc-timeout", timeout))).Status);
        Assert.False(ran);
    }

    [Fact]
    public async Task Longest_timeout_is_waited_for_in_pieces()
    {
        var clock = new ManualTimeProvider();
        var began = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            new TestService
            {
                Unary = async (request, context) =>
                {
                    began.SetResult(context.CancellationToken);
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                    return request;
                },
            }.Bind(),
            timeProvider: clock);

        var calling = server.CallAsync("/test.Echo/Unary", Frames.Of("a"), ("grpc-timeout", "2400H"));
        var token = await began.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        clock.Advance(TimeSpan.FromDays(49));
        clock.Advance(TimeSpan.FromDays(49));
        Assert.False(token.IsCancellationRequested);
        clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(DeadlineExceeded, (await calling).Status);
    }

    [Fact]
    public async Task Timeout_beyond_the_calendar_is_no_deadline_at_all()
    {
        DateTime? deadline = null;
        await using var server = await TestServer.StartAsync(new TestService
        {
            Unary = (request, context) =>
            {
                deadline = context.Deadline;
                return Task.FromResult(request);
            },
        }.Bind());

        Assert.Equal("0", (await server.CallAsync("/test.Echo/Unary", Frames.Of("a"), ("grpc-timeout", "99999999H"))).Status);
        Assert.Equal(DateTime.MaxValue, deadline);
    }

    [Fact]
    public async Task Timer_is_gone_when_the_call_is_over()
    {
        var clock = new ManualTimeProvider();
        await using var server = await TestServer.StartAsync(new TestService().Bind(), timeProvider: clock);

        await server.CallAsync("/test.Echo/Unary", Frames.Of("a"), ("grpc-timeout", "1S"));

        Assert.True(clock.TimerMade.IsCompleted);
        Assert.Equal(0, clock.ActiveTimers);
    }

    [Fact]
    public async Task Deadline_of_a_client_that_has_gone_disturbs_nobody()
    {
        var clock = new ManualTimeProvider();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            new TestService
            {
                Unary = async (request, context) =>
                {
                    await using var registration = context.CancellationToken.Register(gone.SetResult);
                    began.TrySetResult();
                    await release.Task;
                    return request;
                },
            }.Bind(),
            timeProvider: clock);
        using var giveUp = new CancellationTokenSource();
        using var request = TestServer.Request("/test.Echo/Unary", new ByteArrayContent(Frames.Of("a")), ("grpc-timeout", "5S"));

        var sending = server.Client.SendAsync(request, giveUp.Token);
        await began.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        await giveUp.CancelAsync();
        await gone.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);
        clock.Advance(TimeSpan.FromSeconds(5));
        release.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal("0", (await server.CallAsync("/test.Echo/Unary", Frames.Of("b"))).Status);
    }
}
