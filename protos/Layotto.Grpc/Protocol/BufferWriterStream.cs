using System.Buffers;

namespace Layotto.Grpc.Protocol;

/// <summary>A write-only stream into a buffer writer.</summary>
internal sealed class BufferWriterStream(IBufferWriter<byte> writer) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("This stream has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("This stream has no position.");
        set => throw new NotSupportedException("This stream has no position.");
    }

    public override void Write(ReadOnlySpan<byte> buffer) => writer.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => writer.Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Bytes are with the writer as soon as they are written.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is write-only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream can't seek.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream has no length.");
}
