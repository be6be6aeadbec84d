using System.IO.Pipelines;

namespace Layotto.Runtime.HttpPipelines;

/// <summary>Where middleware writes an answer's body to; the caller reads it at the other end, as it comes.</summary>
/// <param name="begin">Is given the other end with the first write or flush, to make the answer of it.</param>
/// <param name="abort">Is called when the caller lets go of the answer before its end.</param>
internal sealed class HttpCallResponseStream(Func<Stream, Task> begin, Action abort) : Stream
{
    private readonly Pipe _pipe = new();
    private bool _hasBegun;
    private string? _closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Lets nothing be written any more.</summary>
    public void Close(string reason) => _closed = reason;

    /// <summary>Ends the body.</summary>
    /// <param name="failure">Why it ends before its time; null when it is complete.</param>
    public void End(Exception? failure) => _pipe.Writer.Complete(failure);

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await BeginAsync().ConfigureAwait(false);
        await CheckAsync(_pipe.Writer.FlushAsync(cancellationToken)).ConfigureAwait(false);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await BeginAsync().ConfigureAwait(false);
        await CheckAsync(_pipe.Writer.WriteAsync(buffer, cancellationToken)).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is written asynchronously.");

    public override void Flush() => throw new NotSupportedException("This stream is flushed asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask BeginAsync()
    {
        if (_closed is not null)
            throw new InvalidOperationException(_closed);
        if (_hasBegun)
            return;
        _hasBegun = true;
        await begin(new HttpCallResponseReader(_pipe.Reader, abort)).ConfigureAwait(false);
    }

    private static async ValueTask CheckAsync(ValueTask<FlushResult> flushing)
    {
        if ((await flushing.ConfigureAwait(false)).IsCompleted)
            throw new OperationCanceledException("The caller has let go of the answer.");
    }
}
