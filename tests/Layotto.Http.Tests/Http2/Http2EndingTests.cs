using System.Net.Sockets;
using Layotto.Http.Http2;

namespace Layotto.Http.Tests.Http2;

/// <summary>Letting go of streams, early or at their end, and where what waited for them goes on.</summary>
public sealed class Http2EndingTests : ScriptedHttp2Tests
{
    [Fact]
    public async Task An_abandoned_stream_tells_the_server_and_whoever_waits()
    {
        var stream = await OpenedAsync();
        var waiting = stream.HeadAsync();
        stream.Abandon(new OperationCanceledException("enough"));
        Assert.Equal("enough", (await Assert.ThrowsAsync<OperationCanceledException>(() => waiting)).Message);
        Assert.Equal((uint)Http2ErrorCode.Cancel, await Server.NumberAsync(FrameType.Reset, 1));
        Assert.False(await stream.WriteAsync("x"u8.ToArray()));

        // Twice is once.
        stream.Abandon(new OperationCanceledException("again"));
        stream.Release();
        await PingAsync();
    }

    [Fact]
    public async Task An_abandoned_sender_goes_on()
    {
        var stream = await OpenedAsync((SettingId.InitialWindowSize, 10));
        var sending = stream.WriteAsync(new byte[20]);
        stream.Abandon(new OperationCanceledException());
        Assert.False(await sending);
    }

    [Fact]
    public async Task The_head_of_an_abandoned_response_stays_and_its_body_does_not()
    {
        var stream = await OpenedAsync();
        await Server.HeadersAsync(1, false, Fine, ("x-mine", "1"));
        await Server.DataAsync(1, "unread"u8.ToArray());
        await stream.HeadAsync();
        await PingAsync();
        stream.Abandon(new OperationCanceledException("enough"));
        await AnsweredAsync("x-other");

        Assert.Equal((200, "1"), (stream.StatusCode, stream.FindHeader("x-mine")));
        Assert.Equal(0, stream.Available(out _));
        await Assert.ThrowsAsync<OperationCanceledException>(stream.PieceAsync);
    }

    [Fact]
    public async Task What_nobody_will_read_of_an_abandoned_response_is_given_back_to_the_connection()
    {
        UsePool(new Http2Options { ConnectionWindow = 100_000, StreamWindow = 60_000 });
        var stream = await OpenedAsync();
        for (var id = 1; id < 9; id += 2)
        {
            // With what came before, each is more than the connection's window has without what was given back.
            await Server.HeadersAsync(id, false, Fine);
            for (var sent = 0; sent < 60_000; sent += 10_000)
                await Server.DataAsync(id, new byte[10_000]);
            await stream.HeadAsync();
            while (stream.Available(out _) < 60_000)
                await Task.Delay(1, Cancelled);
            stream.Abandon(new OperationCanceledException());
            await PingAsync();
            stream = await NextAsync();
        }
    }

    [Fact]
    public async Task The_head_of_a_released_response_stays_where_it_is_asked_for()
    {
        var stream = await OpenedAsync();
        await Server.HeadersAsync(1, true, Fine, ("x-mine", "1"));
        await stream.HeadAsync();
        await stream.WriteAsync(default, isEnd: true);
        stream.Release(keepsHead: true);
        await AnsweredAsync("x-other");

        Assert.Equal((200, "1"), (stream.StatusCode, stream.FindHeader("x-mine")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_waits_may_block_only_where_it_goes_on_elsewhere(bool isElsewhere)
    {
        UsePool(new Http2Options { RunContinuationsAsynchronously = isElsewhere });
        var first = await OpenedAsync();
        var second = await NextAsync();
        using var free = new ManualResetEventSlim();
        var isBlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocking = BlockAsync();
        await Server.HeadersAsync(1, true, Fine);
        await isBlocked.Task.WaitAsync(Patience, Cancelled);

        await Server.HeadersAsync(3, true, Fine);
        var other = second.HeadAsync();
        if (isElsewhere)
            await other;
        else
            await Assert.ThrowsAsync<TimeoutException>(() => other.WaitAsync(TimeSpan.FromMilliseconds(200), Cancelled));

        free.Set();
        await other;
        await blocking;

        async Task BlockAsync()
        {
            await first.ReadHeadAsync().ConfigureAwait(false);
            isBlocked.SetResult();
            free.Wait(Patience, Cancelled);
        }
    }

    [Fact]
    public async Task What_blocks_until_a_response_that_came_with_its_own_goes_on()
    {
        UsePool(new Http2Options { RunContinuationsAsynchronously = true });
        List<Http2Stream> streams = [await OpenedAsync()];
        while (streams.Count < 4)
            streams.Add(await NextAsync());
        using var isLastDone = new ManualResetEventSlim();
        List<Task<bool>> blocking = [.. streams.SkipLast(1).Select(BlockAsync)];
        var last = LastAsync();
        await Server.RawAsync([.. streams.SelectMany(stream => Head(stream.Id))]);
        await last.WaitAsync(Patience, Cancelled);
        Assert.All(await Task.WhenAll(blocking), Assert.True);

        async Task<bool> BlockAsync(Http2Stream stream)
        {
            await stream.ReadHeadAsync().ConfigureAwait(false);
            return isLastDone.Wait(Patience, Cancelled);
        }

        async Task LastAsync()
        {
            await streams[^1].ReadHeadAsync().ConfigureAwait(false);
            isLastDone.Set();
        }
    }

    [Fact]
    public async Task Many_responses_in_one_piece_of_input_all_go_on()
    {
        UsePool(new Http2Options { RunContinuationsAsynchronously = true });
        List<Http2Stream> streams = [await OpenedAsync()];
        while (streams.Count < 100)
            streams.Add(await NextAsync());
        var waiting = Task.WhenAll(streams.Select(stream => stream.HeadAsync()));
        foreach (var stream in streams)
            await Server.HeadersAsync(stream.Id, true, Fine);
        await waiting;
    }

    [Fact]
    public async Task A_connection_that_somebody_else_makes_says_that_it_is_secured()
    {
        using var pool = NewPool(ConnectAsync);
        var opening = pool.OpenAsync("/x");
        await Server.AcceptAsync();
        (await opening).Flush();
        Assert.Contains((":scheme", "https"), (await Server.RequestAsync()).Fields);

        async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(Server.EndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    [Fact]
    public async Task What_whoever_makes_connections_says_is_what_the_request_fails_with()
    {
        var attempts = 0;
        using var pool = NewPool(_ => throw new InvalidOperationException($"none {++attempts}"));
        for (var attempt = 1; attempt < 4; attempt++)
        {
            var error = await Assert.ThrowsAsync<UpstreamUnavailableException>(() => pool.OpenAsync("/x"));
            Assert.Equal($"Can't connect to the server: none {attempt}.", error.Message);
            Assert.IsType<InvalidOperationException>(error.InnerException);
        }
    }

    [Fact]
    public async Task A_server_that_asks_for_HTTP1_is_told_apart_from_one_that_breaks_the_protocol()
    {
        var opening = Pool.OpenAsync("/x");
        await Server.AcceptRawAsync([0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xd]);
        Assert.EndsWith("may not speak HTTP/2: it asks for HTTP/1.1.", (await Assert.ThrowsAsync<UpstreamUnavailableException>(() => opening)).Message, StringComparison.Ordinal);
    }

    private static Http2Pool NewPool(Func<CancellationToken, ValueTask<Stream>> connect)
        => new(connect, "the server", "a", new Http2Options { IsSecure = true, InitialBackoff = TimeSpan.Zero });

    private byte[] Head(int stream)
        => ScriptedHttp2Server.Frame(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, stream, Server.Block(Fine));

    // Another request uses what the one before has let go.
    private async Task AnsweredAsync(string header)
    {
        var stream = await OpenAsync();
        stream.Flush();
        while ((await Server.FrameAsync()).Header.Type != FrameType.Headers)
        {
        }

        await Server.HeadersAsync(stream.Id, true, Fine, (header, "2"));
        await stream.HeadAsync();
        Assert.Equal("2", stream.FindHeader(header));
        stream.Release();
    }
}
