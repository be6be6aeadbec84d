using System.Text;
using Layotto.Http.Http2;

namespace Layotto.Http.Tests.Http2;

/// <summary>The client against a server that does what the protocol allows and servers seldom do.</summary>
public sealed class Http2ProtocolTests : ScriptedHttp2Tests
{
    [Fact]
    public async Task Head_and_small_body_leave_at_once()
    {
        var opening = OpenAsync();
        await Server.AcceptAsync();
        var stream = await opening;
        await stream.WriteAsync("abc"u8.ToArray(), isEnd: true);
        var (id, fields) = await Server.RequestAsync();
        Assert.Equal((1, ":method POST :scheme http :path /x :authority a te trailers"), (id, string.Join(' ', fields.Select(field => $"{field.Name} {field.Value}"))));
        var (data, body) = await Server.FrameAsync();
        Assert.Equal((FrameType.Data, FrameFlags.EndStream, 1), (data.Type, data.Flags, data.StreamId));
        Assert.Equal("abc"u8.ToArray(), body);
    }

    [Fact]
    public async Task A_response_in_odd_frames_is_read()
    {
        var stream = await OpenedAsync();
        await Server.HeadersAsync(1, false, (":status", "103"), ("link", "x"));
        await Server.SendAsync((FrameType)77, (FrameFlags)0xff, 1, [1, 2, 3]);
        var block = Server.Block(Fine, ("x", "1"));

        // With padding and a priority.
        await Server.SendAsync(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.Padded | FrameFlags.Priority, 1, [4, 0, 0, 0, 9, 1, .. block, 0, 0, 0, 0]);
        await Server.SendAsync(FrameType.Priority, FrameFlags.None, 1, [0, 0, 0, 0, 5]);
        await Server.SendAsync(FrameType.Data, FrameFlags.Padded, 1, [3, .. "one"u8, 0, 0, 0]);
        await Server.SendAsync(FrameType.Data, FrameFlags.Padded, 1, [0, .. "two"u8]);
        await Server.DataAsync(1, []);
        await Server.SendAsync(FrameType.Ping, FrameFlags.None, 0, [1, 2, 3, 4, 5, 6, 7, 8]);
        await Server.HeadersAsync(1, true, ("grpc-status", "0"));

        await stream.HeadAsync();
        Assert.Equal("1", stream.FindHeader("x"));
        Assert.Equal("onetwo", Encoding.ASCII.GetString(await stream.BodyAsync()));
        Assert.Equal("0", stream.FindTrailer("grpc-status"));
        var (pong, payload) = await Server.FrameAsync();
        Assert.Equal((FrameType.Ping, FrameFlags.Acknowledges), (pong.Type, pong.Flags));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], payload);
    }

    [Fact]
    public async Task A_head_may_be_split_anywhere()
    {
        var stream = await OpenedAsync();
        for (var cut = 0; cut < 40; cut++)
        {
            if (cut > 0)
            {
                stream.Release();
                stream = await OpenAsync();
                stream.Flush();
                while ((await Server.FrameAsync()).Header.Type != FrameType.Headers)
                {
                }
            }

            var id = (cut * 2) + 1;
            var block = Server.Block(Fine, ("x-split", $"{cut}"), ("x-same", "same"));
            var at = Math.Min(cut, block.Length);
            await Server.SendAsync(FrameType.Headers, FrameFlags.None, id, block[..at]);
            await Server.SendAsync(FrameType.Continuation, FrameFlags.None, id, []);
            await Server.SendAsync(FrameType.Continuation, FrameFlags.EndHeaders, id, block[at..]);
            await stream.HeadAsync();
            Assert.Equal($"{cut}", stream.FindHeader("x-split"));
        }
    }

    [Fact]
    public async Task Frames_may_come_in_single_bytes()
    {
        var stream = await OpenedAsync();
        byte[] all =
        [
            .. ScriptedHttp2Server.Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, Server.Block(Fine)),
            .. ScriptedHttp2Server.Frame(FrameType.Data, FrameFlags.EndStream, 1, "hello"u8.ToArray()),
        ];
        foreach (var value in all)
            await Server.RawAsync([value]);
        await stream.HeadAsync();
        Assert.Equal("hello", Encoding.ASCII.GetString(await stream.BodyAsync()));
    }

    [Fact]
    public async Task A_status_alone_is_a_response()
    {
        var stream = await OpenedAsync();
        await Server.HeadersAsync(1, true, Fine, ("grpc-status", "5"));
        await stream.HeadAsync();
        Assert.Equal("5", stream.FindHeader("grpc-status"));
        Assert.Empty(await stream.BodyAsync());
        Assert.Equal(0, stream.TrailerCount);
    }

    [Fact]
    public async Task Bodies_keep_to_the_windows_of_the_server_which_may_change_on_the_way()
    {
        var stream = await OpenedAsync((SettingId.InitialWindowSize, 10), (SettingId.MaxFrameSize, 20_000));
        var sending = stream.WriteAsync(Enumerable.Range(0, 40).Select(value => (byte)value).ToArray(), isEnd: true);
        Assert.Equal(10, (await Server.FrameAsync()).Payload.Length);
        await Server.NumberAsync(FrameType.WindowUpdate, 1, 5);
        Assert.Equal(5, (await Server.FrameAsync()).Payload.Length);

        // From 10 to 3, and so from 0 to -7 for this stream.
        await Server.SettingsAsync((SettingId.InitialWindowSize, 3));
        Assert.Equal(FrameType.Settings, (await Server.FrameAsync()).Header.Type);
        await Server.NumberAsync(FrameType.WindowUpdate, 1, 7);
        await Server.NumberAsync(FrameType.WindowUpdate, 1, 1);
        Assert.Equal([15], (await Server.FrameAsync()).Payload);
        await Server.SettingsAsync((SettingId.InitialWindowSize, 1000));
        Assert.False(sending.IsCompleted && !await sending);
        var (rest, payload) = await Server.FrameAsync();
        if (rest.Type == FrameType.Settings)
            (rest, payload) = await Server.FrameAsync();
        Assert.Equal((24, FrameFlags.EndStream), (payload.Length, rest.Flags));
        Assert.True(await sending);
    }

    [Fact]
    public async Task The_window_of_the_connection_is_shared()
    {
        var first = await OpenedAsync((SettingId.InitialWindowSize, 200_000));
        var sending = first.WriteAsync(new byte[100_000], isEnd: true);
        for (var length = 0; length < 65535;)
            length += (await Server.FrameAsync()).Payload.Length;
        var second = await OpenAsync();
        var other = second.WriteAsync(new byte[10], isEnd: true);
        Assert.Equal(3, (await Server.RequestAsync()).Id);
        Assert.False(sending.IsCompleted || other.IsCompleted);
        await Server.NumberAsync(FrameType.WindowUpdate, 0, 100_000);
        Assert.True(await sending && await other);
    }

    [Fact]
    public async Task What_is_read_is_told_to_the_server_and_what_is_not_is_not()
    {
        UsePool(new Http2Options { StreamWindow = 40_000, ConnectionWindow = 100_000 });
        var stream = await OpenedAsync();
        await Server.HeadersAsync(1, false, Fine);
        for (var sent = 0; sent < 40_000; sent += 10_000)
            await Server.DataAsync(1, new byte[10_000]);
        await stream.HeadAsync();
        for (var read = 0; read < 40_000;)
            read += (await stream.PieceAsync()).Length;
        var first = await Server.NumberAsync(FrameType.WindowUpdate, 1);
        Assert.InRange(first, 20_000u, 40_000u);
        Assert.Equal(0, stream.Available(out _));

        // Another byte than that is one too many.
        for (var sent = 0; sent < 40_001; sent += 10_000)
            await Server.DataAsync(1, new byte[Math.Min(10_000, 40_001 - sent)]);
        Assert.Equal(Http2ErrorCode.FlowControlError, await Server.GoAwayAsync());
    }

    [Fact]
    public async Task A_long_head_is_sent_in_several_frames()
    {
        var opening = OpenAsync(("x-long", new string('v', 40_000)));
        await Server.AcceptAsync();
        (await opening).Flush();
        Assert.Contains(("x-long", new string('v', 40_000)), (await Server.RequestAsync()).Fields);
    }

    [Fact]
    public async Task A_smaller_table_of_the_server_is_kept_to()
    {
        await OpenedAsync((SettingId.HeaderTableSize, 0));
        for (var id = 3; id < 9; id += 2)
        {
            var stream = await OpenAsync(("x-a", "1"));
            stream.Flush();

            // A decoder whose table is smaller would fail at an entry that it hasn't kept.
            var (number, fields) = await Server.RequestAsync();
            Assert.Equal(id, number);
            Assert.Contains(("x-a", "1"), fields);
            stream.Release();
            Assert.Equal((uint)Http2ErrorCode.Cancel, await Server.NumberAsync(FrameType.Reset, id));
        }
    }

    [Fact]
    public async Task A_response_before_the_end_of_the_request_is_one()
    {
        var stream = await OpenedAsync();
        await Server.HeadersAsync(1, true, Fine, ("grpc-status", "8"));
        await Server.NumberAsync(FrameType.Reset, 1, (uint)Http2ErrorCode.NoError);
        await stream.HeadAsync();
        Assert.Equal("8", stream.FindHeader("grpc-status"));
        while (await stream.WriteAsync("more"u8.ToArray()))
        {
        }

        stream.Release();
        await PingAsync();
    }

    [Fact]
    public async Task A_request_that_is_not_at_its_end_is_cancelled_after_the_response()
    {
        var stream = await OpenedAsync();
        await Server.HeadersAsync(1, true, Fine);
        await stream.HeadAsync();
        stream.Release();
        Assert.Equal((uint)Http2ErrorCode.Cancel, await Server.NumberAsync(FrameType.Reset, 1));
    }

    [Fact]
    public async Task After_a_goodbye_what_was_seen_ends_and_what_was_not_goes_elsewhere()
    {
        var first = await OpenedAsync();
        var second = await OpenAsync();
        second.Flush();
        await Server.RequestAsync();
        await Server.GoAwayAsync(1, Http2ErrorCode.NoError);
        var refused = await Assert.ThrowsAsync<Http2Exception>(second.HeadAsync);
        Assert.Equal(Http2Failure.Refused, refused.Kind);
        second.Release();
        await Server.HeadersAsync(1, true, Fine);
        await first.HeadAsync();
        first.Release();
        await first.WriteAsync(default, isEnd: true);
        await Server.ClosedAsync();

        // The next one is made on another connection.
        var third = Pool.OpenAsync("/x");
        await Server.AcceptAsync();
        Assert.Equal(1, (await third).Id);
    }

    [Fact]
    public async Task A_refused_stream_says_so()
    {
        var stream = await OpenedAsync();
        await Server.NumberAsync(FrameType.Reset, 1, (uint)Http2ErrorCode.RefusedStream);
        Assert.Equal(Http2Failure.Refused, (await Assert.ThrowsAsync<Http2Exception>(stream.HeadAsync)).Kind);
        await PingAsync();
    }

    [Fact]
    public async Task A_reset_after_half_of_the_body_is_told_after_that_half()
    {
        var stream = await OpenedAsync();
        await Server.HeadersAsync(1, false, Fine);
        await Server.DataAsync(1, "half"u8.ToArray());
        await Server.NumberAsync(FrameType.Reset, 1, (uint)Http2ErrorCode.InternalError);
        await stream.HeadAsync();
        Assert.Equal("half", Encoding.ASCII.GetString(await stream.PieceAsync()));
        var error = await Assert.ThrowsAsync<Http2Exception>(stream.PieceAsync);
        Assert.Equal((Http2Failure.Reset, Http2ErrorCode.InternalError), (error.Kind, error.Code));
    }

    [Fact]
    public async Task A_lost_connection_fails_what_waits_for_it_and_the_next_request_makes_another()
    {
        var stream = await OpenedAsync();
        Server.Close();
        Assert.Equal(Http2Failure.Lost, (await Assert.ThrowsAsync<Http2Exception>(stream.HeadAsync)).Kind);
        Assert.False(await stream.WriteAsync("x"u8.ToArray()));
        var next = Pool.OpenAsync("/x");
        await Server.AcceptAsync();
        await next;
    }

    [Fact]
    public async Task Streams_beyond_the_limit_wait_until_the_server_allows_more()
    {
        UsePool(new Http2Options { MaxConnections = 1 });
        await OpenedAsync((SettingId.MaxConcurrentStreams, 1));
        var second = Pool.OpenAsync("/x");
        var third = Pool.OpenAsync("/x");
        await PingAsync();
        Assert.False(second.IsCompleted);
        await Server.SettingsAsync((SettingId.MaxConcurrentStreams, 3));
        await second;
        await third;
    }

    [Fact]
    public async Task A_request_that_waits_can_be_given_up()
    {
        UsePool(new Http2Options { MaxConnections = 1 });
        await OpenedAsync((SettingId.MaxConcurrentStreams, 1));
        using var ending = new CancellationTokenSource();
        var waiting = Pool.OpenAsync(new TestHead("/x"), ending.Token).AsTask();
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, Cancelled));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "answered in HTTP/1; gRPC needs HTTP/2")]
    [InlineData("", "accepted a connection and closed it without an answer")]
    public async Task What_speaks_no_HTTP2_is_not_taken_for_it(string answer, string expected)
    {
        var opening = Pool.OpenAsync("/x");
        await Server.AcceptRawAsync(Encoding.ASCII.GetBytes(answer));
        if (answer.Length == 0)
            Server.Close();
        Assert.Contains(expected, (await Assert.ThrowsAsync<UpstreamUnavailableException>(() => opening)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        var opening = Pool.OpenAsync("/x");
        await Server.AcceptRawAsync([]);
        Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Contains("no answer within 5 s", (await Assert.ThrowsAsync<UpstreamUnavailableException>(() => opening)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_are_not_acknowledged_end_the_connection()
    {
        var stream = await OpenedAsync();
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(Http2ErrorCode.SettingsTimeout, await Server.GoAwayAsync());
        await Assert.ThrowsAsync<Http2Exception>(stream.HeadAsync);
    }

    [Fact]
    public async Task A_header_that_HTTP_can_not_carry_costs_no_other_request_anything()
    {
        var stream = await OpenedAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Pool.OpenAsync("/x", ("a", "1"), ("b", "x\ny")));
        await Server.HeadersAsync(1, true, Fine);
        await stream.HeadAsync();
        var next = Pool.OpenAsync("/x");
        await Server.AcceptAsync();
        await next;
    }
}
