using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Layotto.Dapr.Invocation.Wire;

/// <summary>The messages of a gRPC response, one after the other, in a rented buffer. One read at a time.</summary>
/// <param name="stream">The response's body.</param>
/// <param name="maxSize">The most bytes a message may have.</param>
internal sealed class StreamFrames(Stream stream, long maxSize) : IDisposable
{
    private const int InitialSize = 20 * 1024;

    // A peer that announces a large message gets memory as its bytes arrive.
    private const int TrustedSize = 256 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _isReading;

    /// <summary>The message at hand; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>Takes the next message, waiting for it.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="WireFormatException">What came is no message, or a larger one than allowed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!TryTake(out var wanted))
        {
            MakeRoom(wanted);
            _isReading = true;
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _isReading = false;
            if (read == 0)
                return _start == _end ? false : throw new WireFormatException("the stream ended within a message");
            _end += read;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Message = default;
        var buffer = _buffer;
        _buffer = [];
        _start = _end = 0;

        // A read that is under way still writes to it.
        if (buffer.Length > 0 && !_isReading)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool TryTake(out int wanted)
    {
        Message = default;
        wanted = WireWriter.FrameHeader;
        if (_end - _start < WireWriter.FrameHeader)
            return false;
        if (_buffer[_start] != 0)
            throw new WireFormatException("a message is compressed, which was not offered");
        var length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start + 1));
        if (length > maxSize)
            throw new WireFormatException($"a message of {length} bytes is larger than the {maxSize} that are taken");
        wanted = WireWriter.FrameHeader + (int)length;
        if (_end - _start < wanted)
            return false;
        Message = _buffer.AsMemory(_start + WireWriter.FrameHeader, (int)length);
        _start += wanted;
        return true;
    }

    // Makes room for a message that begins at _start, or for as much of it as is trusted, and at least for one more byte.
    private void MakeRoom(int wanted)
    {
        var held = _end - _start;
        if (held == 0)
            _start = _end = 0;
        var size = (int)Math.Min(wanted, Math.Max(TrustedSize, held * 2L));
        if (_end < _buffer.Length && _buffer.Length - _start >= size)
            return;
        if (_buffer.Length >= size && held < _buffer.Length)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, InitialSize));
            _buffer.AsSpan(_start, held).CopyTo(larger);
            if (_buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _start = 0;
        _end = held;
    }
}
