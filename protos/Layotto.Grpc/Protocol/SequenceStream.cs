using System.Buffers;

namespace Layotto.Grpc.Protocol;

/// <summary>A read-only stream over a sequence of buffers.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> sequence) : Stream
{
    private ReadOnlySequence<byte> _rest = sequence;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("This stream has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("This stream has no position.");
        set => throw new NotSupportedException("This stream has no position.");
    }

    public override int Read(Span<byte> buffer)
    {
        var length = (int)Math.Min(_rest.Length, buffer.Length);
        _rest.Slice(0, length).CopyTo(buffer);
        _rest = _rest.Slice(length);
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read-only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream can't seek.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream has no length.");
}
