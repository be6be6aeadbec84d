namespace Layotto.Grpc.Hosting;

/// <summary>The body of a request whose reads, when they had to wait, go on on the thread pool. Asynchronous only.</summary>
internal sealed class PooledReads(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The body of a request has no length beforehand.");

    public override long Position
    {
        get => throw new NotSupportedException("The body of a request has no position.");
        set => throw new NotSupportedException("The body of a request has no position.");
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(buffer, cancellationToken);
        return reading.IsCompleted ? reading : AwaitAsync(reading);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
        => throw new NotSupportedException("The body of a request is read asynchronously only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The body of a request can't be written.");

    public override void Flush() => throw new NotSupportedException("The body of a request can't be written.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The body of a request can't seek.");

    public override void SetLength(long value) => throw new NotSupportedException("The body of a request can't be written.");

    private static async ValueTask<int> AwaitAsync(ValueTask<int> reading)
    {
        try
        {
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            await default(PoolThread);
        }
    }
}
