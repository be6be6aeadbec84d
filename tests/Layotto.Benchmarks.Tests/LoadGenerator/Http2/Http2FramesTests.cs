using System.Net.Sockets;
using Layotto.Benchmarks.Tests.Servers;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Http2;
using Layotto.LoadGenerator.Results;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Http2;

/// <summary>Frames that a real server seldom or never sends.</summary>
public sealed class Http2FramesTests
{
    [Fact]
    public async Task A_header_block_in_padded_and_continued_pieces_is_put_together()
    {
        var result = await RunAsync(async (stream, streamId, cancellationToken) =>
        {
            // Three bytes of padding, five of priority, then the block byte by byte.
            byte[] first = [3, 0, 0, 0, 0, 16, Http2Script.Ok[0], 0, 0, 0];
            await Http2Script.SendAsync(
                stream, FrameType.Headers, FrameFlags.Padded | FrameFlags.Priority | FrameFlags.EndStream, streamId, first, cancellationToken);
            for (var index = 1; index < Http2Script.Ok.Length; index++)
            {
                var flags = index == Http2Script.Ok.Length - 1 ? FrameFlags.EndHeaders : FrameFlags.None;
                await Http2Script.SendAsync(stream, FrameType.Continuation, flags, streamId, [Http2Script.Ok[index]], cancellationToken);
            }
        });

        Assert.True(result.IsValid, LoadRun.Faults(result));
    }

    [Fact]
    public async Task Padding_of_data_is_no_part_of_the_body()
    {
        var result = await RunAsync(async (stream, streamId, cancellationToken) =>
        {
            await Http2Script.SendAsync(stream, FrameType.Headers, FrameFlags.EndHeaders, streamId, Http2Script.Ok, cancellationToken);
            await Http2Script.SendAsync(
                stream, FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, streamId, [2, 1, 2, 3, 0, 0], cancellationToken);
        }, expectedLength: 3);

        Assert.True(result.IsValid, LoadRun.Faults(result));
    }

    [Fact]
    public async Task A_request_that_a_leaving_server_did_not_look_at_is_sent_again()
    {
        // The first connection answers one request and refuses the second by GOAWAY; the next one answers all.
        await using var server = new ScriptedServer(async (stream, connection, cancellationToken) =>
        {
            await Http2Script.GreetAsync(stream, cancellationToken);
            while (true)
            {
                var streamId = await Http2Script.NextRequestAsync(stream, cancellationToken);
                if (connection == 0 && streamId == 3)
                {
                    await Http2Script.SendAsync(
                        stream, FrameType.GoAway, FrameFlags.None, 0, [.. Http2Script.Number(1), .. Http2Script.Number(0)], cancellationToken);
                }
                else
                {
                    await AnswerAsync(stream, streamId, cancellationToken);
                }
            }
        });

        var result = await LoadRun.ExecuteAsync(
            Options(server.Address) with { Rate = 50, Duration = TimeSpan.FromMilliseconds(200) }, TestContext.Current.CancellationToken);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.Equal((10, 10), (result.Offered, result.Latency.Count));
        Assert.Equal(2, result.ConnectionsOpened);
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_own_bytes()
    {
        var answered = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(async (stream, _, cancellationToken) =>
        {
            await Http2Script.GreetAsync(stream, cancellationToken);
            await Http2Script.SendAsync(stream, FrameType.Ping, FrameFlags.None, 0, [1, 2, 3, 4, 5, 6, 7, 8], cancellationToken);
            while (true)
            {
                var header = new byte[FrameHeader.Size];
                await stream.ReadExactlyAsync(header, cancellationToken);
                var frame = FrameHeader.Read(header);
                var payload = new byte[frame.Length];
                await stream.ReadExactlyAsync(payload, cancellationToken);
                if (frame.Type == FrameType.Ping && frame.Has(FrameFlags.Acknowledge))
                    answered.TrySetResult(payload);
                else if (frame.Type == FrameType.Headers)
                    await AnswerAsync(stream, frame.StreamId, cancellationToken);
            }
        });

        await LoadRun.ExecuteAsync(Options(server.Address), TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await answered.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(FrameType.Headers, FrameFlags.EndHeaders, "80")] // HPACK index 0
    [InlineData(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.Padded, "05")] // more padding than frame
    [InlineData(FrameType.Continuation, FrameFlags.EndHeaders, "88")] // nothing to continue
    [InlineData(FrameType.Settings, FrameFlags.None, "0001")] // cut setting
    [InlineData(FrameType.Settings, FrameFlags.None, "0004FFFFFFFF")] // window above 2^31 - 1
    [InlineData(FrameType.WindowUpdate, FrameFlags.None, "00000000")] // increment of zero
    [InlineData(FrameType.PushPromise, FrameFlags.EndHeaders, "0000000288")] // push is off
    [InlineData(FrameType.GoAway, FrameFlags.None, "0000000000000001")] // PROTOCOL_ERROR
    [InlineData(FrameType.ResetStream, FrameFlags.None, "00")] // too short
    internal async Task A_frame_that_breaks_the_protocol_ends_the_connection_with_an_error(FrameType type, byte flags, string hex)
    {
        var result = await RunAsync(
            (stream, streamId, cancellationToken) => Http2Script.SendAsync(
                stream, type, flags, type is FrameType.Settings or FrameType.GoAway ? 0 : streamId, Convert.FromHexString(hex), cancellationToken));

        Assert.False(result.IsValid);
        Assert.Contains(result.Errors.Entries(), entry => entry.Kind == ErrorKind.Protocol);
    }

    private static Task AnswerAsync(NetworkStream stream, int streamId, CancellationToken cancellationToken) => Http2Script.SendAsync(
        stream, FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, streamId, Http2Script.Ok, cancellationToken);

    private static async Task<LoadResult> RunAsync(Func<NetworkStream, int, CancellationToken, Task> answer, long? expectedLength = null)
    {
        await using var server = new ScriptedServer(async (stream, _, cancellationToken) =>
        {
            await Http2Script.GreetAsync(stream, cancellationToken);
            while (true)
                await answer(stream, await Http2Script.NextRequestAsync(stream, cancellationToken), cancellationToken);
        });
        return await LoadRun.ExecuteAsync(Options(server.Address) with { ExpectedLength = expectedLength }, TestContext.Current.CancellationToken);
    }

    private static LoadOptions Options(string address) => new()
    {
        Target = LoadTarget.Parse(address),
        Protocol = LoadProtocol.H2c,
        WarmUp = TimeSpan.Zero,
        Duration = TimeSpan.FromMilliseconds(200),
    };
}
