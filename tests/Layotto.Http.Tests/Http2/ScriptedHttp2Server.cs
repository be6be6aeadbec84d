using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Layotto.Http.Http2;
using Layotto.Http.Http2.Hpack;

namespace Layotto.Http.Tests.Http2;

/// <summary>A server whose every frame a test writes itself. It takes one connection at a time; each wait has a deadline.</summary>
internal sealed class ScriptedHttp2Server : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HpackDecoder _decoder = new(4096);
    private readonly HpackEncoder _encoder = new();
    private Socket? _socket;

    public ScriptedHttp2Server() => _listener.Start();

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Takes a connection, and reads what the client says first.</summary>
    public async Task AcceptAsync(params (SettingId Id, uint Value)[] settings)
    {
        _socket?.Dispose();
        _socket = await _listener.AcceptSocketAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        await SettingsAsync(settings);
        Assert.Equal(Preface, await ReadAsync(Preface.Length));
        Assert.Equal(FrameType.Settings, (await FrameAsync()).Header.Type);
        Assert.Equal((FrameType.WindowUpdate, 0), (await FrameAsync()) is var (header, _) ? (header.Type, header.StreamId) : default);
        Assert.Equal((FrameType.Settings, FrameFlags.Acknowledges), (await FrameAsync()) is var (answer, _) ? (answer.Type, answer.Flags) : default);
    }

    /// <summary>Takes a connection and sends bytes, whatever they are.</summary>
    public async Task AcceptRawAsync(byte[] bytes)
    {
        _socket = await _listener.AcceptSocketAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        await RawAsync(bytes);
    }

    /// <summary>The next frame of the client.</summary>
    public async Task<(FrameHeader Header, byte[] Payload)> FrameAsync()
    {
        var header = FrameHeader.Read(await ReadAsync(FrameHeader.Size));
        return (header, await ReadAsync(header.Length));
    }

    /// <summary>The head of the client's next request, which is its next frame.</summary>
    public async Task<(int Id, List<(string Name, string Value)> Fields)> RequestAsync()
    {
        var (header, payload) = await FrameAsync();
        Assert.Equal(FrameType.Headers, header.Type);
        var block = new List<byte>(payload);
        for (var last = header; !last.Flags.HasFlag(FrameFlags.EndHeaders);)
        {
            (last, var more) = await FrameAsync();
            Assert.Equal((FrameType.Continuation, header.StreamId), (last.Type, last.StreamId));
            block.AddRange(more);
        }

        var headers = new HeaderRecorder();
        _decoder.Decode(block.ToArray(), headers);
        return (header.StreamId, headers.Fields);
    }

    /// <summary>Expects a frame with a number in it, and gives the number.</summary>
    public async Task<uint> NumberAsync(FrameType type, int stream)
    {
        var (header, payload) = await FrameAsync();
        Assert.Equal((type, stream), (header.Type, header.StreamId));
        return BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(payload.Length - 4));
    }

    /// <summary>Expects that the client goes away, and says why; what came before is passed over.</summary>
    public async Task<Http2ErrorCode> GoAwayAsync()
    {
        while (true)
        {
            var (header, payload) = await FrameAsync();
            if (header.Type == FrameType.GoAway)
                return (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(4));
        }
    }

    /// <summary>Expects that the client closes the connection.</summary>
    public async Task ClosedAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (await _socket!.ReceiveAsync(buffer, Cancelled).AsTask().WaitAsync(Patience, Cancelled) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // That is an end as well.
        }
    }

    public byte[] Block(params (string Name, string Value)[] fields)
    {
        var output = new OutputBuffer();
        _encoder.Begin(output);
        foreach (var (name, value) in fields)
            _encoder.Write(output, name, value);
        return output.Span.ToArray();
    }

    public Task HeadersAsync(int stream, bool isEnd, params (string Name, string Value)[] fields)
        => SendAsync(FrameType.Headers, FrameFlags.EndHeaders | (isEnd ? FrameFlags.EndStream : FrameFlags.None), stream, Block(fields));

    public Task DataAsync(int stream, byte[] data, bool isEnd = false)
        => SendAsync(FrameType.Data, isEnd ? FrameFlags.EndStream : FrameFlags.None, stream, data);

    public Task NumberAsync(FrameType type, int stream, uint number)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, number);
        return SendAsync(type, FrameFlags.None, stream, payload);
    }

    public Task GoAwayAsync(int last, Http2ErrorCode code)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, last);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(4), (uint)code);
        return SendAsync(FrameType.GoAway, FrameFlags.None, 0, payload);
    }

    public Task SettingsAsync(params (SettingId Id, uint Value)[] settings)
    {
        var payload = new byte[settings.Length * 6];
        for (var index = 0; index < settings.Length; index++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(index * 6), (ushort)settings[index].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((index * 6) + 2), settings[index].Value);
        }

        return SendAsync(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    public Task SendAsync(FrameType type, FrameFlags flags, int stream, byte[] payload) => RawAsync(Frame(type, flags, stream, payload));

    public static byte[] Frame(FrameType type, FrameFlags flags, int stream, byte[] payload)
    {
        var bytes = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, type, flags, stream).Write(bytes);
        payload.CopyTo(bytes, FrameHeader.Size);
        return bytes;
    }

    public async Task RawAsync(byte[] bytes)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
                sent += await _socket!.SendAsync(bytes.AsMemory(sent), Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        }
        catch (SocketException)
        {
            // The client has closed the connection, which the test looks at.
        }
    }

    public void Close() => _socket?.Dispose();

    public ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        _listener.Stop();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            var received = await _socket!.ReceiveAsync(bytes.AsMemory(read), Cancelled).AsTask().WaitAsync(Patience, Cancelled);
            Assert.NotEqual(0, received);
            read += received;
        }

        return bytes;
    }
}
