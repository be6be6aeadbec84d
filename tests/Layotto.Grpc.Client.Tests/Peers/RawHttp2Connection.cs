using System.Buffers.Binary;
using System.Text;

namespace Layotto.Grpc.Client.Tests.Peers;

/// <summary>The server's end of an HTTP/2 connection, frame by frame.</summary>
internal sealed class RawHttp2Connection(Stream stream) : IDisposable
{
    private static readonly byte[] EmptyMessage = new byte[5];

    /// <summary>Whether pings are answered while frames are read.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>How many pings came.</summary>
    public int Pings { get; private set; }

    public async Task ExchangePrefaceAsync()
    {
        var preface = new byte[24];
        await stream.ReadExactlyAsync(preface, Patience.Cancellation).AsTask().Soon();
        Assert.Equal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Encoding.ASCII.GetString(preface));
        await SendAsync(RawFrame.Settings, 0, 0, []);
    }

    /// <summary>Reads frames until one of that type; settings and pings are answered on the way.</summary>
    public async Task<RawFrame> ReceiveAsync(Func<RawFrame, bool> wanted)
    {
        while (true)
        {
            var frame = await ReadFrameAsync();
            if (frame.Type == RawFrame.Settings && (frame.Flags & RawFrame.Ack) == 0)
                await SendAsync(RawFrame.Settings, RawFrame.Ack, 0, []);
            if (frame.Type == RawFrame.Ping && (frame.Flags & RawFrame.Ack) == 0)
            {
                Pings++;
                if (AnswersPings)
                    await SendAsync(RawFrame.Ping, RawFrame.Ack, 0, frame.Payload);
            }

            if (wanted(frame))
                return frame;
        }
    }

    /// <summary>Reads a whole request.</summary>
    /// <returns>Its stream.</returns>
    public async Task<int> ReceiveRequestAsync() => (await ReceiveAsync(frame => frame.EndsStream)).Stream;

    /// <summary>Answers a request with one empty message and OK.</summary>
    public async Task AnswerAsync(int streamId)
    {
        await SendHeadersAsync(streamId, endStream: false, (":status", "200"), ("content-type", "application/grpc"));
        await SendAsync(RawFrame.Data, 0, streamId, EmptyMessage);
        await SendHeadersAsync(streamId, endStream: true, ("grpc-status", "0"));
    }

    public Task SendHeadersAsync(int streamId, bool endStream, params (string Name, string Value)[] headers)
    {
        // Literal header fields without indexing, new names, no Huffman (RFC 7541, section 6.2.2).
        var block = new List<byte>();
        foreach (var (name, value) in headers)
        {
            block.AddRange([0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)]);
        }

        return SendAsync(RawFrame.Headers, (byte)(RawFrame.EndHeaders | (endStream ? RawFrame.EndStream : 0)), streamId, [.. block]);
    }

    public Task ResetAsync(int streamId, int errorCode) => SendAsync(RawFrame.ResetStream, 0, streamId, BigEndian(errorCode));

    public Task GoAwayAsync(int lastStream, int errorCode) =>
        SendAsync(RawFrame.GoAway, 0, 0, [.. BigEndian(lastStream), .. BigEndian(errorCode)]);

    public async Task SendAsync(byte type, byte flags, int streamId, byte[] payload)
    {
        byte[] header = [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. BigEndian(streamId)];
        await stream.WriteAsync((byte[])[.. header, .. payload], Patience.Cancellation).AsTask().Soon();
    }

    public void Dispose() => stream.Dispose();

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private async Task<RawFrame> ReadFrameAsync()
    {
        var header = new byte[9];
        await stream.ReadExactlyAsync(header, Patience.Cancellation).AsTask().Soon();
        var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
        await stream.ReadExactlyAsync(payload, Patience.Cancellation).AsTask().Soon();
        return new RawFrame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
    }
}
