using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Server;

/// <summary>
/// Writes messages into the response. A serializer that announces its length writes straight into the response's
/// buffers, behind the length prefix. Each thread reuses one.
/// </summary>
internal sealed class MessageSerializer : SerializationContext, IBufferWriter<byte>
{
    private const int Unknown = -1;

    [ThreadStatic]
    private static MessageSerializer? _idle;

    private PipeWriter _output = null!;
    private CompressionLevel? _compression;
    private PooledBufferWriter? _buffer;
    private int _maxLength;
    private int _announced;
    private int _written;
    private int _payloadLength;
    private bool _prefixed;
    private bool _completed;

    /// <summary>Writes one message without flushing.</summary>
    /// <param name="output">The response.</param>
    /// <param name="marshaller">Converts the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="maxLength">The largest message allowed, in bytes before compression.</param>
    /// <param name="compression">The level of gzip, or null to send the message as it is.</param>
    /// <param name="torn">Whether the write failed after its prefix was written, so that the response can't go on.</param>
    /// <returns>The bytes of the message as it was sent, without its prefix.</returns>
    public static int Write<T>(
        PipeWriter output, Marshaller<T> marshaller, T message, int maxLength, CompressionLevel? compression, out bool torn)
    {
        var context = _idle ?? new MessageSerializer();
        _idle = null;
        context._output = output;
        context._compression = compression;
        context._maxLength = maxLength;
        context._announced = Unknown;
        context._written = 0;
        context._prefixed = false;
        context._completed = false;
        torn = false;
        try
        {
            marshaller.ContextualSerializer(message, context);
            if (!context._completed)
                throw new InvalidOperationException("The serializer returned without calling SerializationContext.Complete.");
            return context._payloadLength;
        }
        catch
        {
            torn = context._prefixed;
            throw;
        }
        finally
        {
            context._buffer?.Dispose();
            context._buffer = null;
            context._output = null!;
            _idle = context;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        CheckLength(payloadLength);
        _announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_compression is not null || _announced == Unknown)
            return _buffer ??= new PooledBufferWriter();
        WritePrefix(_announced, compressed: false);
        return this;
    }

    public override void Complete()
    {
        if (_buffer is not null)
        {
            WriteWhole(_buffer.WrittenSpan);
        }
        else if (_compression is not null)
        {
            WriteWhole([]);
        }
        else
        {
            WritePrefix(Math.Max(_announced, 0), compressed: false);
            if (_written != Math.Max(_announced, 0))
                throw new InvalidOperationException($"The serializer announced {_announced} bytes and wrote {_written}.");
        }

        _completed = true;
    }

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        WriteWhole(payload);
        _completed = true;
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        _written += count;
        _output.Advance(count);
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) => Room(sizeHint);

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => Room(sizeHint).Span;

    // In the moment in which a client goes away, Kestrel gives no memory at all, which serializers take for a fault of their own.
    private Memory<byte> Room(int sizeHint) => _output.GetMemory(sizeHint) is var room && room.Length >= Math.Max(sizeHint, 1)
        ? room
        : throw new OperationCanceledException("The client has ended the call; nothing can be written to it.");

    private void WriteWhole(ReadOnlySpan<byte> payload)
    {
        CheckLength(payload.Length);
        // Nothing compresses to nothing in .NET, which other languages don't take for gzip.
        if (_compression is not { } level || payload.IsEmpty)
        {
            WriteWhole(payload, compressed: false);
            return;
        }

        using var compressed = new PooledBufferWriter();
        GzipMessages.Compress(payload, level, compressed);
        WriteWhole(compressed.WrittenSpan, compressed: true);
    }

    private void WriteWhole(ReadOnlySpan<byte> payload, bool compressed)
    {
        WritePrefix(payload.Length, compressed);
        while (!payload.IsEmpty)
        {
            var room = Room(1).Span;
            var length = Math.Min(room.Length, payload.Length);
            payload[..length].CopyTo(room);
            _output.Advance(length);
            payload = payload[length..];
        }
    }

    private void WritePrefix(int length, bool compressed)
    {
        if (_prefixed)
            return;
        MessageFrame.WriteHeader(Room(MessageFrame.HeaderLength).Span, length, compressed);
        _output.Advance(MessageFrame.HeaderLength);
        _prefixed = true;
        _payloadLength = length;
    }

    private void CheckLength(int length)
    {
        if (length > _maxLength)
            throw new RpcException(FrameStatuses.TooLargeToSend(length, _maxLength));
    }
}
