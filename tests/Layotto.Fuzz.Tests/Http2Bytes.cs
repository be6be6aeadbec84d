using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Layotto.Fuzz.Tests;

/// <summary>A gRPC call as the bytes of an HTTP/2 connection, written frame by frame so that each part can be changed.</summary>
internal static class Http2Bytes
{
    private const byte Data = 0, Headers = 1, Settings = 4, EndStream = 1, EndHeaders = 4;

    /// <summary>A connection with one call.</summary>
    /// <param name="path">The path of the method.</param>
    /// <param name="frame">The length-prefixed message.</param>
    /// <param name="extra">Further headers.</param>
    public static byte[] Call(string path, byte[] frame, params (string Name, string Value)[] extra)
    {
        (string, string)[] headers =
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"),
            ("content-type", "application/grpc"), ("te", "trailers"), .. extra,
        ];
        return
        [
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            .. Frame(Settings, 0, 0, []),
            .. Frame(Headers, EndHeaders, 1, HeaderBlock(headers)),
            .. Frame(Data, EndStream, 1, frame),
        ];
    }

    /// <summary>A message behind its gRPC prefix.</summary>
    public static byte[] Message(IMessage message) => Message(message.ToByteArray());

    /// <summary>A payload behind its gRPC prefix.</summary>
    public static byte[] Message(byte[] payload)
    {
        var frame = new byte[5 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    // Literals without indexing and without Huffman coding (RFC 7541, 6.2.2); all lengths here are below 127.
    private static byte[] HeaderBlock(IEnumerable<(string Name, string Value)> headers)
    {
        var block = new List<byte>();
        foreach (var (name, value) in headers)
        {
            block.Add(0);
            block.Add((byte)name.Length);
            block.AddRange(Encoding.ASCII.GetBytes(name));
            block.Add((byte)value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(value));
        }

        return [.. block];
    }
}
