using System.Buffers.Binary;
using Layotto.LoadGenerator.Connections;

namespace Layotto.LoadGenerator.Http2;

/// <summary>Writes the frames a client sends.</summary>
internal static class FrameWriter
{
    private const ushort EnablePush = 2;
    private const ushort InitialWindowSize = 4;

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>What a client connection starts with: preface, settings, and a wider window for the whole connection.</summary>
    public static void WriteConnectionStart(OutputBuffer output, int streamWindow, int connectionWindow)
    {
        output.Write(Preface);
        var settings = Begin(output, FrameType.Settings, FrameFlags.None, 0, 12);
        BinaryPrimitives.WriteUInt16BigEndian(settings, EnablePush);
        BinaryPrimitives.WriteInt32BigEndian(settings[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(settings[6..], InitialWindowSize);
        BinaryPrimitives.WriteInt32BigEndian(settings[8..], streamWindow);
        WriteWindowUpdate(output, 0, connectionWindow - PeerSettings.DefaultWindow);
    }

    public static void WriteSettingsAcknowledgement(OutputBuffer output) =>
        Begin(output, FrameType.Settings, FrameFlags.Acknowledge, 0, 0);

    public static void WritePingAcknowledgement(OutputBuffer output, ReadOnlySpan<byte> opaque) =>
        opaque.CopyTo(Begin(output, FrameType.Ping, FrameFlags.Acknowledge, 0, opaque.Length));

    public static void WriteWindowUpdate(OutputBuffer output, int streamId, int increment) =>
        BinaryPrimitives.WriteInt32BigEndian(Begin(output, FrameType.WindowUpdate, FrameFlags.None, streamId, 4), increment);

    public static void WriteReset(OutputBuffer output, int streamId, int errorCode) =>
        BinaryPrimitives.WriteInt32BigEndian(Begin(output, FrameType.ResetStream, FrameFlags.None, streamId, 4), errorCode);

    public static void WriteHeaders(OutputBuffer output, int streamId, byte[] block, bool endStream)
    {
        var flags = (byte)(FrameFlags.EndHeaders | (endStream ? FrameFlags.EndStream : 0));
        block.CopyTo(Begin(output, FrameType.Headers, flags, streamId, block.Length));
    }

    public static void WriteData(OutputBuffer output, int streamId, ReadOnlySpan<byte> data, bool endStream) =>
        data.CopyTo(Begin(output, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId, data.Length));

    private static Span<byte> Begin(OutputBuffer output, FrameType type, byte flags, int streamId, int length)
    {
        var frame = output.Reserve(FrameHeader.Size + length);
        new FrameHeader(length, type, flags, streamId).Write(frame);
        return frame[FrameHeader.Size..];
    }
}
