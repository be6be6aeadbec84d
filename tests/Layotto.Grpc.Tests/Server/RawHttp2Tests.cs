using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Layotto.Grpc.Tests.Server;

/// <summary>What no HTTP client can be made to send, frame by frame over a socket.</summary>
public sealed class RawHttp2Tests
{
    private const byte DataFrame = 0;
    private const byte HeadersFrame = 1;
    private const byte ResetFrame = 3;
    private const byte SettingsFrame = 4;
    private const byte GoAwayFrame = 7;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    [Fact]
    public async Task Message_after_the_end_of_the_stream_closes_it()
    {
        await using var server = await TestServer.StartAsync(new TestService { Unary = (_, context) => Pending(context.CancellationToken) }.Bind());
        await using var stream = await ConnectAsync(server.Port);
        await SendAsync(stream, HeadersFrame, EndHeaders, 1, Headers("/test.Echo/Unary"));
        await SendAsync(stream, DataFrame, EndStream, 1, Frames.Of("a"));

        await SendAsync(stream, DataFrame, EndStream, 1, Frames.Of("b"));

        Assert.Contains(await ReadUntilAsync(stream, ResetFrame, GoAwayFrame), new[] { ResetFrame, GoAwayFrame });
    }

    [Fact]
    public async Task Connection_that_breaks_inside_a_message_cancels_the_handler()
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
        var stream = await ConnectAsync(server.Port);
        await SendAsync(stream, HeadersFrame, EndHeaders, 1, Headers("/test.Echo/ClientStream"));
        await SendAsync(stream, DataFrame, 0, 1, Frames.Of("hello")[..7]);
        await began.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation);

        await stream.DisposeAsync();

        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(TestServer.Patience, TestServer.Cancellation));
    }

    [Fact]
    public async Task Message_may_come_byte_by_byte()
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        await using var stream = await ConnectAsync(server.Port);
        await SendAsync(stream, HeadersFrame, EndHeaders, 1, Headers("/test.Echo/Unary"));
        foreach (var value in Frames.Of("hello"))
            await SendAsync(stream, DataFrame, 0, 1, [value]);

        await SendAsync(stream, DataFrame, EndStream, 1, []);

        Assert.Equal(DataFrame, await ReadUntilAsync(stream, DataFrame, ResetFrame, GoAwayFrame));
    }

    [Theory]
    [InlineData("test.Echo/Unary")]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("?/test.Echo/Unary")]
    public async Task CVE_2026_33186_a_path_that_begins_without_a_slash_reaches_nobody(string path)
    {
        await using var server = await TestServer.StartAsync(new TestService().Bind());
        await using var stream = await ConnectAsync(server.Port);

        await SendAsync(stream, HeadersFrame, EndHeaders, 1, Headers(path));
        await SendAsync(stream, DataFrame, EndStream, 1, Frames.Of("hello"));

        Assert.Equal(ResetFrame, await ReadUntilAsync(stream, HeadersFrame, DataFrame, ResetFrame, GoAwayFrame));
    }

    private static async Task<string> Pending(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return "";
    }

    private static async Task<NetworkStream> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, TestServer.Cancellation);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), TestServer.Cancellation);
        await SendAsync(stream, SettingsFrame, 0, 0, []);
        return stream;
    }

    // Literal header fields without indexing (RFC 7541 6.2.2), none longer than 126 bytes.
    private static byte[] Headers(string path)
    {
        var block = new List<byte>();
        foreach (var (name, value) in new[]
        {
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"),
            ("content-type", "application/grpc"), ("te", "trailers"),
        })
        {
            block.Add(0);
            block.Add((byte)name.Length);
            block.AddRange(Encoding.ASCII.GetBytes(name));
            block.Add((byte)value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(value));
        }

        return [.. block];
    }

    private static async Task SendAsync(NetworkStream stream, byte type, byte flags, int streamId, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame, 9);
        await stream.WriteAsync(frame, TestServer.Cancellation);
    }

    private static async Task<byte> ReadUntilAsync(NetworkStream stream, params byte[] types)
    {
        var header = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(header, TestServer.Cancellation).AsTask().WaitAsync(TestServer.Patience, TestServer.Cancellation);
            var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
            await stream.ReadExactlyAsync(payload, TestServer.Cancellation).AsTask().WaitAsync(TestServer.Patience, TestServer.Cancellation);
            if (types.Contains(header[3]))
                return header[3];
        }
    }
}
