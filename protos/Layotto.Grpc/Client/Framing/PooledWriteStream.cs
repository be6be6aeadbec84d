using System.Buffers;

namespace Layotto.Grpc.Client.Framing;

/// <summary>A stream that collects what is written to it in one rented array.</summary>
internal sealed class PooledWriteStream : Stream
{
    private readonly int _reserved;
    private byte[] _buffer;
    private int _length;

    /// <summary>Makes a stream.</summary>
    /// <param name="capacity">The length to expect.</param>
    /// <param name="reserved">Bytes left free at the start.</param>
    public PooledWriteStream(int capacity, int reserved)
    {
        _reserved = reserved;
        _length = reserved;
        _buffer = ArrayPool<byte>.Shared.Rent(capacity + reserved);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var needed = checked(_length + buffer.Length);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max((long)_buffer.Length * 2, needed), Array.MaxLength));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        buffer.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush()
    {
        // There is nothing below to flush to.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The reserved bytes at the start, to be filled in.</summary>
    public Span<byte> Reserved => _buffer.AsSpan(0, _reserved);

    /// <summary>Hands the array over to the caller.</summary>
    public PooledBuffer Detach()
    {
        var detached = new PooledBuffer(_buffer, _length);
        _buffer = [];
        return detached;
    }

    protected override void Dispose(bool disposing)
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        base.Dispose(disposing);
    }
}
