namespace Layotto.Grpc.Protocol;

/// <summary>A stream that is only read or only written, from its beginning to its end.</summary>
internal abstract class OneWayStream : Stream
{
    public override bool CanRead => false;

    public sealed override bool CanSeek => false;

    public override bool CanWrite => false;

    public sealed override long Length => throw new NotSupportedException("This stream has no length.");

    public sealed override long Position
    {
        get => throw new NotSupportedException("This stream has no position.");
        set => throw new NotSupportedException("This stream has no position.");
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream can't be read so.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream can't be written so.");

    public override void Flush()
    {
        // Bytes are where they belong as soon as they are written.
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream can't seek.");

    public sealed override void SetLength(long value) => throw new NotSupportedException("This stream has no length.");
}
