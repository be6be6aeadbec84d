using System.Buffers.Binary;
using System.Net.Sockets;
using Layotto.LoadGenerator.Http2;

namespace Layotto.Benchmarks.Tests.Servers;

/// <summary>The server's side of HTTP/2, frame by frame.</summary>
internal static class Http2Script
{
    // ":status: 200" from the static table, then a literal "grpc-status: 0".
    public static readonly byte[] Ok = [0x88, 0x00, 0x0b, .. "grpc-status"u8, 0x01, (byte)'0'];

    private const int PrefaceLength = 24;

    /// <summary>Reads the preface and sends empty settings.</summary>
    public static async Task GreetAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        await stream.ReadExactlyAsync(new byte[PrefaceLength], cancellationToken);
        await SendAsync(stream, FrameType.Settings, FrameFlags.None, 0, [], cancellationToken);
    }

    /// <summary>Reads until the next request has begun.</summary>
    /// <returns>Its stream.</returns>
    public static async Task<int> NextRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            var header = new byte[FrameHeader.Size];
            await stream.ReadExactlyAsync(header, cancellationToken);
            var frame = FrameHeader.Read(header);
            await stream.ReadExactlyAsync(new byte[frame.Length], cancellationToken);
            if (frame.Type == FrameType.Headers)
                return frame.StreamId;
        }
    }

    public static async Task SendAsync(
        NetworkStream stream, FrameType type, byte flags, int streamId, byte[] payload, CancellationToken cancellationToken)
    {
        var frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, type, flags, streamId).Write(frame);
        payload.CopyTo(frame, FrameHeader.Size);
        await stream.WriteAsync(frame, cancellationToken);
    }

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
