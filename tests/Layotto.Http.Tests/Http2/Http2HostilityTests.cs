using Layotto.Http.Http2;

namespace Layotto.Http.Tests.Http2;

/// <summary>The client against a server that breaks the protocol, or floods it: the connection or the stream ends with the right code, and nothing hangs.</summary>
public sealed class Http2HostilityTests : IAsyncDisposable
{
    private static readonly (string, string) Fine = (":status", "200");

    private readonly ScriptedHttp2Server _server = new();
    private readonly Http2Pool _pool;

    public Http2HostilityTests() => _pool = new Http2Pool(_server.EndPoint, "a");

    public async ValueTask DisposeAsync()
    {
        _pool.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(0, 0, 0, 5, Http2ErrorCode.ProtocolError, "data of no stream")]
    [InlineData(0, 0, 2, 5, Http2ErrorCode.ProtocolError, "data of a stream that only the server could open")]
    [InlineData(0, 0, 99, 5, Http2ErrorCode.ProtocolError, "data of a stream that nobody opened")]
    [InlineData(0, 8, 1, 0, Http2ErrorCode.ProtocolError, "padding without a length")]
    [InlineData(1, 4, 0, 0, Http2ErrorCode.ProtocolError, "headers of no stream")]
    [InlineData(1, 4, 99, 0, Http2ErrorCode.ProtocolError, "headers of a stream that nobody opened")]
    [InlineData(1, 36, 1, 3, Http2ErrorCode.FrameSizeError, "headers shorter than their priority")]
    [InlineData(2, 0, 0, 5, Http2ErrorCode.ProtocolError, "a priority of no stream")]
    [InlineData(2, 0, 1, 4, Http2ErrorCode.FrameSizeError, "a short priority")]
    [InlineData(3, 0, 0, 4, Http2ErrorCode.ProtocolError, "a reset of no stream")]
    [InlineData(3, 0, 99, 4, Http2ErrorCode.ProtocolError, "a reset of a stream that nobody opened")]
    [InlineData(3, 0, 1, 3, Http2ErrorCode.FrameSizeError, "a short reset")]
    [InlineData(4, 0, 1, 0, Http2ErrorCode.ProtocolError, "settings of a stream")]
    [InlineData(4, 0, 0, 5, Http2ErrorCode.FrameSizeError, "settings that are cut off")]
    [InlineData(4, 1, 0, 6, Http2ErrorCode.FrameSizeError, "an acknowledgement with settings")]
    [InlineData(5, 4, 1, 4, Http2ErrorCode.ProtocolError, "a pushed response")]
    [InlineData(6, 0, 1, 8, Http2ErrorCode.ProtocolError, "a ping of a stream")]
    [InlineData(6, 0, 0, 7, Http2ErrorCode.FrameSizeError, "a short ping")]
    [InlineData(7, 0, 1, 8, Http2ErrorCode.ProtocolError, "a goodbye of a stream")]
    [InlineData(7, 0, 0, 7, Http2ErrorCode.FrameSizeError, "a short goodbye")]
    [InlineData(8, 0, 0, 4, Http2ErrorCode.ProtocolError, "a window that grows by nothing")]
    [InlineData(8, 0, 1, 3, Http2ErrorCode.FrameSizeError, "a short change of a window")]
    [InlineData(8, 0, 99, 4, Http2ErrorCode.ProtocolError, "a window of a stream that nobody opened")]
    [InlineData(9, 4, 1, 0, Http2ErrorCode.ProtocolError, "the rest of no block")]
    [InlineData(77, 0, 1, 16385, Http2ErrorCode.FrameSizeError, "a frame that is too long")]
    public async Task A_broken_frame_ends_the_connection(int type, int flags, int stream, int length, Http2ErrorCode code, string what)
    {
        var waiting = await OpenedAsync();
        await _server.SendAsync((FrameType)type, (FrameFlags)flags, stream, new byte[length]);
        Assert.True(code == await _server.GoAwayAsync(), what);
        await _server.ClosedAsync();
        var error = await Assert.ThrowsAsync<Http2Exception>(waiting.HeadAsync);
        Assert.Equal((Http2Failure.ProtocolBroken, code), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData(2, 1u, Http2ErrorCode.ProtocolError)]
    [InlineData(4, 0x80000000u, Http2ErrorCode.FlowControlError)]
    [InlineData(5, 16383u, Http2ErrorCode.ProtocolError)]
    [InlineData(5, 0x1000000u, Http2ErrorCode.ProtocolError)]
    public async Task A_setting_out_of_its_range_ends_the_connection(int id, uint value, Http2ErrorCode code)
    {
        await OpenedAsync();
        await _server.SettingsAsync(((SettingId)id, value));
        Assert.Equal(code, await _server.GoAwayAsync());
    }

    [Fact]
    public async Task A_window_beyond_its_range_ends_stream_or_connection()
    {
        var stream = await OpenedAsync();
        await _server.NumberAsync(FrameType.WindowUpdate, 1, int.MaxValue);
        Assert.Equal((uint)Http2ErrorCode.FlowControlError, await _server.NumberAsync(FrameType.Reset, 1));
        Assert.Equal(Http2ErrorCode.FlowControlError, (await Assert.ThrowsAsync<Http2Exception>(stream.HeadAsync)).Code);
        await _server.NumberAsync(FrameType.WindowUpdate, 0, int.MaxValue);
        Assert.Equal(Http2ErrorCode.FlowControlError, await _server.GoAwayAsync());
    }

    [Fact]
    public async Task A_block_that_can_not_be_decoded_ends_the_connection()
    {
        await OpenedAsync();
        await _server.SendAsync(FrameType.Headers, FrameFlags.EndHeaders, 1, [0xff, 0xff]);
        Assert.Equal(Http2ErrorCode.CompressionError, await _server.GoAwayAsync());
    }

    [Fact]
    public async Task Another_frame_inside_a_block_ends_the_connection()
    {
        await OpenedAsync();
        await _server.SendAsync(FrameType.Headers, FrameFlags.None, 1, _server.Block(Fine));
        await _server.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        Assert.Equal(Http2ErrorCode.ProtocolError, await _server.GoAwayAsync());
    }

    [Theory]
    [InlineData("x: 1", false)]
    [InlineData(":status: 20", false)]
    [InlineData(":status: abc", false)]
    [InlineData(":status: 101", false)]
    [InlineData(":status: 103", true)]
    [InlineData("x: 1|:status: 200", false)]
    [InlineData(":status: 200|:status: 200", false)]
    [InlineData(":status: 200|:other: 1", false)]
    public async Task A_head_that_is_none_ends_the_stream(string head, bool isEnd)
    {
        var stream = await OpenedAsync();
        await _server.HeadersAsync(1, isEnd, Fields(head));
        await AssertRefusedAsync(stream, Http2ErrorCode.ProtocolError);
    }

    [Fact]
    public async Task A_head_with_an_upper_case_name_ends_the_stream()
    {
        var stream = await OpenedAsync();
        await _server.SendAsync(FrameType.Headers, FrameFlags.EndHeaders, 1, [0x88, 0x00, 1, (byte)'X', 1, (byte)'1']);
        await AssertRefusedAsync(stream, Http2ErrorCode.ProtocolError);
    }

    [Theory]
    [InlineData("x: 1", false)]
    [InlineData(":status: 200", true)]
    public async Task Trailers_that_are_none_end_the_stream(string trailers, bool isEnd)
    {
        var stream = await OpenedAsync();
        await _server.HeadersAsync(1, false, Fine);
        await _server.HeadersAsync(1, isEnd, Fields(trailers));
        await stream.HeadAsync();
        await Assert.ThrowsAsync<Http2Exception>(stream.PieceAsync);
        Assert.Equal((uint)Http2ErrorCode.ProtocolError, await _server.NumberAsync(FrameType.Reset, 1));
    }

    [Fact]
    public async Task A_body_before_its_head_or_after_its_end_ends_the_stream()
    {
        var stream = await OpenedAsync();
        await _server.DataAsync(1, [1]);
        await AssertRefusedAsync(stream, Http2ErrorCode.ProtocolError);
        stream.Release();
        var second = await _pool.OpenAsync("/x");
        second.Flush();
        await _server.RequestAsync();
        await _server.HeadersAsync(3, true, Fine);
        await _server.DataAsync(3, [1]);
        Assert.Equal((uint)Http2ErrorCode.ProtocolError, await _server.NumberAsync(FrameType.Reset, 3));
        await second.HeadAsync();
    }

    [Fact]
    public async Task A_head_that_is_too_large_fails_its_request_alone()
    {
        var stream = await OpenedAsync();
        await SendBlockAsync(1, _server.Block([Fine, .. Enumerable.Range(0, 25).Select(number => ($"x-{number}", new string('v', 3000)))]));
        Assert.Equal(Http2Failure.HeadersTooLarge, (await Assert.ThrowsAsync<Http2Exception>(stream.HeadAsync)).Kind);
        Assert.Equal((uint)Http2ErrorCode.Cancel, await _server.NumberAsync(FrameType.Reset, 1));

        // One that is small on the wire and large in memory, and the tables agree after it.
        var second = await _pool.OpenAsync("/x");
        second.Flush();
        await _server.RequestAsync();
        byte[] bomb = [0x88, 0x40, 1, (byte)'b', 0x7f, 0x81, 0x16, .. Enumerable.Repeat((byte)'v', 2944), .. Enumerable.Repeat((byte)0xbe, 10_000)];
        await _server.SendAsync(FrameType.Headers, FrameFlags.EndHeaders, 3, bomb);
        Assert.Equal(Http2Failure.HeadersTooLarge, (await Assert.ThrowsAsync<Http2Exception>(second.HeadAsync)).Kind);
        Assert.Equal((uint)Http2ErrorCode.Cancel, await _server.NumberAsync(FrameType.Reset, 3));
        var third = await _pool.OpenAsync("/x");
        third.Flush();
        await _server.RequestAsync();
        await _server.SendAsync(FrameType.Headers, FrameFlags.EndHeaders, 5, [0x88, 0xbe]);
        await third.HeadAsync();
        Assert.Equal(new string('v', 2944), third.FindHeader("b"));
    }

    [Fact]
    public async Task Blocks_without_end_end_the_connection()
    {
        await OpenedAsync();
        await _server.SendAsync(FrameType.Headers, FrameFlags.None, 1, _server.Block(Fine));
        for (var frame = 0; frame < 600; frame++)
            await _server.SendAsync(FrameType.Continuation, FrameFlags.None, 1, frame % 2 == 0 ? [] : [0x88]);
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, await _server.GoAwayAsync());
    }

    [Theory]
    [InlineData(6, 0, 8)]
    [InlineData(4, 0, 0)]
    [InlineData(2, 1, 5)]
    [InlineData(99, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(3, 1, 4)]
    [InlineData(8, 1, 4)]
    public async Task Floods_end_the_connection(int kind, int stream, int length)
    {
        var type = (FrameType)kind;
        var waiting = await OpenedAsync();
        await _server.HeadersAsync(1, false, Fine);
        await waiting.HeadAsync();
        var frame = ScriptedHttp2Server.Frame(type, FrameFlags.None, stream, new byte[length]);
        if (type == FrameType.WindowUpdate)
            frame[^1] = 1;
        var flood = new byte[frame.Length * 6000];
        for (var start = 0; start < flood.Length; start += frame.Length)
            frame.CopyTo(flood, start);
        var reading = _server.GoAwayAsync();
        await _server.RawAsync(flood);
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, await reading);
    }

    [Fact]
    public async Task Whatever_comes_is_taken_or_refused_and_nothing_hangs()
    {
        var random = new Random(17);
        for (var round = 0; round < 60; round++)
        {
            await using var server = new ScriptedHttp2Server();
            using var pool = new Http2Pool(server.EndPoint, "a");
            var opening = pool.OpenAsync("/x");
            await server.AcceptAsync();
            var stream = await opening;
            stream.Flush();
            for (var frame = 0; frame < 50; frame++)
            {
                var payload = new byte[random.Next(20)];
                random.NextBytes(payload);
                await server.SendAsync((FrameType)random.Next(11), (FrameFlags)random.Next(256), random.Next(4), payload);
            }

            server.Close();
            var error = await Record.ExceptionAsync(async () =>
            {
                await stream.HeadAsync();
                await stream.BodyAsync();
            });
            Assert.True(error is null or Http2Exception, error?.ToString());
            stream.Release();
        }
    }

    private static (string, string)[] Fields(string text)
        => [.. text.Split('|').Select(field => field.LastIndexOf(": ", StringComparison.Ordinal) is var colon ? (field[..colon], field[(colon + 2)..]) : default)];

    private async Task SendBlockAsync(int stream, byte[] block)
    {
        var pieces = block.Chunk(16_000).ToArray();
        for (var index = 0; index < pieces.Length; index++)
        {
            await _server.SendAsync(
                index == 0 ? FrameType.Headers : FrameType.Continuation, index == pieces.Length - 1 ? FrameFlags.EndHeaders : FrameFlags.None, stream, pieces[index]);
        }
    }

    private async Task AssertRefusedAsync(Http2Stream stream, Http2ErrorCode code)
    {
        var error = await Assert.ThrowsAsync<Http2Exception>(stream.HeadAsync);
        Assert.Equal((Http2Failure.ProtocolBroken, code), (error.Kind, error.Code));
        Assert.Equal((uint)code, await _server.NumberAsync(FrameType.Reset, stream.Id));
    }

    private async Task<Http2Stream> OpenedAsync()
    {
        var opening = _pool.OpenAsync("/x");
        await _server.AcceptAsync();
        var stream = await opening;
        stream.Flush();
        Assert.Equal(1, (await _server.RequestAsync()).Id);
        return stream;
    }
}
