using System.Buffers;
using System.IO.Pipelines;

namespace Layotto.Grpc.Hosting;

/// <summary>Shows two pipes as one stream, for SslStream to stand on. Asynchronous only.</summary>
internal sealed class DuplexPipeStream(IDuplexPipe pipe) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("A connection has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await pipe.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var available = result.Buffer;
            var length = (int)Math.Min(available.Length, buffer.Length);
            if (length > 0)
                available.Slice(0, length).CopyTo(buffer.Span);

            // With a zero-length buffer SslStream only waits for data to come.
            var done = length > 0 || result.IsCompleted || (buffer.IsEmpty && !available.IsEmpty);
            pipe.Input.AdvanceTo(available.GetPosition(length));
            if (result.IsCanceled)
                throw new OperationCanceledException("The read was cancelled.");
            if (done)
                return length;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await pipe.Output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken) =>
        await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);

    public override void Flush()
    {
        // Every write is flushed as it is made.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw Synchronous();

    public override void Write(byte[] buffer, int offset, int count) => throw Synchronous();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection can't seek.");

    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    private static NotSupportedException Synchronous() => new("This connection is read and written asynchronously only.");
}
