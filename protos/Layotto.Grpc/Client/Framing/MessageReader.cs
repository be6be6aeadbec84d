using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Framing;

/// <summary>
/// Reads length-prefixed messages from the response's stream into rented arrays. It is the deserializers' view of the
/// message at hand, which lasts until the next read. One read at a time.
/// </summary>
/// <param name="stream">The response's body.</param>
/// <param name="encoding">The <c>grpc-encoding</c> of the response, or null.</param>
/// <param name="maxSize">The most bytes a message may have, or null for no limit.</param>
/// <param name="waitsForLong">Whether messages may be far apart, so that no memory is held between them.</param>
#pragma warning disable CA1001 // Buffers go back at the end of the stream; if it has none, they can't, as a read may be using them.
internal sealed class MessageReader(Stream stream, string? encoding, int? maxSize, bool waitsForLong) : DeserializationContext
#pragma warning restore CA1001
{
    private const int InitialSize = 4096;

    // A peer that announces a large message gets memory as its bytes arrive, not before.
    private const int TrustedSize = 1024 * 1024;

    private readonly int _maxSize = Math.Min(maxSize ?? int.MaxValue, Array.MaxLength - MessageFrame.HeaderLength);
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private PooledBufferWriter? _expanded;
    private ReadOnlyMemory<byte> _payload;

    public override int PayloadLength => _payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(_payload);

    /// <summary>Reads the next message.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="RpcException">What came is no message, or one larger than the limit.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        ForgetMessage();
        if (_start == _end && waitsForLong)
        {
            ReturnBuffer();
#pragma warning disable CA2022 // Reads nothing: it waits until there is something to read.
            await stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
#pragma warning restore CA2022
        }

        while (_end - _start < MessageFrame.HeaderLength)
        {
            if (await FillAsync(MessageFrame.HeaderLength, cancellationToken))
                continue;
            if (_end > _start)
                throw new RpcException(FrameStatuses.Truncated);
            ReturnBuffer();
            return false;
        }

        var compressed = CheckFlag(_buffer[_start]);
        var length = CheckLength(BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start + 1)));
        var framed = MessageFrame.HeaderLength + length;
        while (_end - _start < framed)
        {
            if (!await FillAsync(framed, cancellationToken))
                throw new RpcException(FrameStatuses.Truncated);
        }

        TakePayload(_start + MessageFrame.HeaderLength, length, compressed);
        _start += framed;
        return true;
    }

    private bool CheckFlag(byte flag)
    {
        return flag switch
        {
            0 => false,
            > 1 => throw new RpcException(FrameStatuses.BadFlag),
            _ => encoding switch
            {
                MessageEncodings.Gzip => true,
                null or MessageEncodings.Identity => throw new RpcException(FrameStatuses.CompressedWithoutEncoding),
                _ => throw new RpcException(new Status(
                    StatusCode.Internal, $"A message is compressed with '{encoding}', which was not offered; only gzip is supported.")),
            },
        };
    }

    private int CheckLength(uint length)
    {
        return length <= (uint)_maxSize ? (int)length : throw new RpcException(FrameStatuses.TooLarge(length, _maxSize));
    }

    private void TakePayload(int offset, int length, bool compressed)
    {
        if (!compressed)
        {
            _payload = _buffer.AsMemory(offset, length);
            return;
        }

        _expanded = new PooledBufferWriter();
        GzipMessages.Decompress(new ReadOnlySequence<byte>(_buffer, offset, length), _maxSize, _expanded);
        _payload = _expanded.WrittenMemory;
    }

    // Reads once, with room for a frame of that many bytes at _start.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(int framed, CancellationToken cancellationToken)
    {
        MakeRoom(framed);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    private void MakeRoom(int framed)
    {
        var held = _end - _start;
        if (held == 0)
            _start = _end = 0;
        if (_end < _buffer.Length && _buffer.Length - _start >= Math.Min(framed, TrustedSize))
            return;
        var wanted = Math.Min(framed, Math.Max(TrustedSize, held * 2L));
        if (_buffer.Length >= wanted && held < _buffer.Length)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(wanted, InitialSize));
            _buffer.AsSpan(_start, held).CopyTo(larger);
            if (_buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _start = 0;
        _end = held;
    }

    private void ForgetMessage()
    {
        _payload = default;
        _expanded?.Dispose();
        _expanded = null;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }
}
