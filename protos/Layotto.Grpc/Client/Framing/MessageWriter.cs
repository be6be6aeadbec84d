using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Layotto.Grpc.Client.Framing;

/// <summary>
/// Serializes a message with its five-byte prefix (compressed flag, big-endian length) into one rented array, so that it
/// reaches the HTTP/2 stream in one write. Reused within a thread, as serialization is never asynchronous.
/// </summary>
internal sealed class MessageWriter : SerializationContext, IBufferWriter<byte>
{
    public const int PrefixLength = 5;
    private const int InitialSize = 512;

    [ThreadStatic]
    private static MessageWriter? _idle;

    private byte[] _buffer = [];
    private int _length;
    private bool _completed;

    /// <summary>Serializes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="serializer">Its serializer.</param>
    /// <param name="maxSize">The most bytes the message may have, or null for no limit.</param>
    /// <param name="compress">Whether to compress it with gzip.</param>
    /// <exception cref="RpcException">The message is larger than the limit.</exception>
    public static PooledBuffer Write<T>(T message, Action<T, SerializationContext> serializer, int? maxSize, bool compress)
    {
        var writer = _idle ?? new MessageWriter();
        _idle = null;
        try
        {
            writer._length = PrefixLength;
            writer._completed = false;
            serializer(message, writer);
            if (!writer._completed)
                throw new InvalidOperationException("The request serializer returned without calling SerializationContext.Complete.");
            return writer.Finish(maxSize, compress);
        }
        finally
        {
            writer.Release();
            _idle = writer;
        }
    }

    public override void SetPayloadLength(int payloadLength) => Reserve(payloadLength);

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete() => _completed = true;

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Reserve(payload.Length);
        payload.CopyTo(_buffer.AsSpan(_length));
        _length += payload.Length;
        _completed = true;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_length);
    }

    private PooledBuffer Finish(int? maxSize, bool compress)
    {
        var size = _length - PrefixLength;
        if (size > maxSize)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted, $"The request message has {size} bytes; the limit for sending is {maxSize}."));
        }

        if (compress)
            return CompressedMessage.Create(_buffer.AsMemory(PrefixLength, size));
        Reserve(0);
        WritePrefix(_buffer, compressed: false, size);
        var written = new PooledBuffer(_buffer, _length);
        _buffer = [];
        return written;
    }

    /// <summary>Writes the prefix of a message.</summary>
    internal static void WritePrefix(Span<byte> destination, bool compressed, int length)
    {
        destination[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], length);
    }

    private void Reserve(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var needed = checked(_length + count);
        if (_buffer.Length >= needed && _buffer.Length > 0)
            return;
        // The first reservation is the announced length, and then exact; later ones grow by doubling.
        var size = _buffer.Length == 0
            ? (count > 1 ? needed : InitialSize)
            : (int)Math.Min(Math.Max((long)_buffer.Length * 2, needed), Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, Math.Min(_length, _buffer.Length)).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Release()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
