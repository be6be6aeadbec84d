using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Framing;

/// <summary>
/// Serializes a message behind its length prefix into one pooled buffer, so that it reaches the HTTP/2 stream in one
/// write. Reused within a thread, as serialization is never asynchronous.
/// </summary>
internal sealed class MessageWriter : SerializationContext
{
    [ThreadStatic]
    private static MessageWriter? _idle;

    private PooledBufferWriter _frame = null!;
    private PooledBufferWriter? _payload;
    private int? _announced;
    private int? _maxSize;
    private bool _compress;
    private bool _completed;

    /// <summary>Serializes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="serializer">Its serializer.</param>
    /// <param name="maxSize">The most bytes the message may have before compression, or null for no limit.</param>
    /// <param name="compress">Whether to compress it with gzip.</param>
    /// <returns>The prefix and the message, to be disposed after they were sent.</returns>
    /// <exception cref="RpcException">The message is larger than the limit.</exception>
    public static PooledBufferWriter Write<T>(T message, Action<T, SerializationContext> serializer, int? maxSize, bool compress)
    {
        var writer = _idle ?? new MessageWriter();
        _idle = null;
        var frame = new PooledBufferWriter();
        writer._frame = frame;
        writer._announced = null;
        writer._maxSize = maxSize;
        writer._compress = compress;
        writer._completed = false;
        try
        {
            serializer(message, writer);
            if (!writer._completed)
                throw new InvalidOperationException("The serializer returned without calling SerializationContext.Complete.");
            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
        finally
        {
            writer._payload?.Dispose();
            writer._payload = null;
            writer._frame = null!;
            _idle = writer;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        CheckSize(payloadLength);
        _announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_compress || _announced is not { } length)
            return _payload ??= new PooledBufferWriter();
        if (_frame.WrittenCount == 0)
            WritePrefix(length, compressed: false);
        return _frame;
    }

    public override void Complete()
    {
        if (_frame.WrittenCount == 0)
            WriteWhole(_payload is null ? [] : _payload.WrittenSpan);
        else if (_frame.WrittenCount != MessageFrame.HeaderLength + _announced)
        {
            throw new InvalidOperationException(
                $"The serializer announced {_announced} bytes and wrote {_frame.WrittenCount - MessageFrame.HeaderLength}.");
        }

        _completed = true;
    }

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        WriteWhole(payload);
        _completed = true;
    }

    private void WriteWhole(ReadOnlySpan<byte> payload)
    {
        CheckSize(payload.Length);
        // Nothing compresses to nothing in .NET, which other languages don't take for gzip.
        if (!_compress || payload.IsEmpty)
        {
            WriteFrame(payload, compressed: false);
            return;
        }

        using var compressed = new PooledBufferWriter();
        GzipMessages.Compress(payload, CompressionLevel.Fastest, compressed);
        WriteFrame(compressed.WrittenSpan, compressed: true);
    }

    private void WriteFrame(ReadOnlySpan<byte> content, bool compressed)
    {
        WritePrefix(content.Length, compressed);
        _frame.Write(content);
    }

    private void WritePrefix(int length, bool compressed)
    {
        // Room for all of it at once, so that the buffer never grows by copying.
        _frame.GetSpan(checked(MessageFrame.HeaderLength + length));
        MessageFrame.WriteHeader(_frame, length, compressed);
    }

    private void CheckSize(int size)
    {
        if (size > _maxSize)
            throw new RpcException(FrameStatuses.TooLargeToSend(size, _maxSize.Value));
    }
}
