using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Layotto.Grpc.Tests.Server;

/// <summary>Makes the same unary call many times over one connection, allocating next to nothing itself.</summary>
internal sealed class RawUnaryClient(int port) : IDisposable
{
    private const byte WindowUpdateFrame = 8;
    private const byte EndStream = 1;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[256 * 1024];
    private byte[] _request = [];
    private byte[] _batch = [];
    private int _length;
    private int _nextStream = 1;

    public async Task ConnectAsync()
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, TestServer.Cancellation);
        var hello = new List<byte>("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        hello.AddRange(Frame(4, 0, []));
        hello.AddRange(Frame(WindowUpdateFrame, 0, [0x7F, 0, 0, 0]));
        await _socket.SendAsync(hello.ToArray(), TestServer.Cancellation);
        var block = new List<byte>();
        foreach (var (name, value) in new[]
        {
            (":method", "POST"), (":scheme", "http"), (":path", "/test.Raw/Call"), (":authority", "test"),
            ("content-type", "application/grpc"), ("te", "trailers"),
        })
        {
            block.Add(0);
            block.Add((byte)name.Length);
            block.AddRange(Encoding.ASCII.GetBytes(name));
            block.Add((byte)value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(value));
        }

        _request = [.. Frame(1, 4, [.. block]), .. Frame(0, EndStream, [0, 0, 0, 0, 0])];
    }

    /// <summary>Makes calls in rounds of so many at a time.</summary>
    public async Task RunAsync(int calls, int atATime)
    {
        if (_batch.Length != _request.Length * atATime)
            _batch = new byte[_request.Length * atATime];
        for (var done = 0; done < calls; done += atATime)
        {
            for (var index = 0; index < atATime; index++)
            {
                var one = _batch.AsSpan(index * _request.Length, _request.Length);
                _request.CopyTo(one);
                BinaryPrimitives.WriteInt32BigEndian(one[5..], _nextStream);
                BinaryPrimitives.WriteInt32BigEndian(one[^9..], _nextStream);
                _nextStream += 2;
            }

            await _socket.SendAsync(_batch, TestServer.Cancellation);
            for (var ended = 0; ended < atATime;)
            {
                var count = await _socket.ReceiveAsync(_received.AsMemory(_length), TestServer.Cancellation)
                    .AsTask().WaitAsync(TestServer.Patience, TestServer.Cancellation);
                Assert.NotEqual(0, count);
                _length += count;
                ended += CountEnds();
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private int CountEnds()
    {
        var ends = 0;
        var at = 0;
        while (_length - at >= 9)
        {
            var length = (_received[at] << 16) | (_received[at + 1] << 8) | _received[at + 2];
            if (_length - at < 9 + length)
                break;
            Assert.False(_received[at + 3] is 3 or 7, "The server reset the stream or closed the connection.");
            if (_received[at + 3] is 0 or 1 && (_received[at + 4] & EndStream) != 0)
                ends++;
            at += 9 + length;
        }

        _received.AsSpan(at, _length - at).CopyTo(_received);
        _length -= at;
        return ends;
    }

    private static byte[] Frame(byte type, byte flags, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        frame[4] = flags;
        payload.CopyTo(frame, 9);
        return frame;
    }
}
