using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.Testing;

/// <summary>Writes an answer's body in capitals, as it comes.</summary>
internal sealed class UppercaseWriteStream(HttpResponse response, Stream inner) : Stream
{
    private readonly UppercaseTransform _transform = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => WriteAsync(buffer, isLast: false, cancellationToken);

    /// <summary>Writes what is left of a character that was cut off.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken) => WriteAsync(default, isLast: true, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Unannounce();
        return inner.FlushAsync(cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is written asynchronously.");

    public override void Flush() => throw new NotSupportedException("This stream is flushed asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, bool isLast, CancellationToken cancellationToken)
    {
        var piece = _transform.Apply(buffer.Span, isLast);
        if (buffer.Length > 0 || piece.Length > 0)
            Unannounce();
        if (piece.Length > 0)
            await inner.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
    }

    // The capital of a character may have another length.
    private void Unannounce()
    {
        if (!response.HasStarted)
            response.ContentLength = null;
    }
}
