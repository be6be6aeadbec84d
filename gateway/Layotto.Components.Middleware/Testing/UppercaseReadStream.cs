namespace Layotto.Components.Middleware.Testing;

/// <summary>Reads another stream in capitals, as it comes.</summary>
internal sealed class UppercaseReadStream(Stream inner) : Stream
{
    private readonly UppercaseTransform _transform = new();
    private ReadOnlyMemory<byte> _ready;
    private bool _isAtEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready.Length == 0 && !_isAtEnd && buffer.Length > 0)
        {
            var piece = new byte[Math.Clamp(buffer.Length, 16, 64 * 1024)];
            var length = await inner.ReadAsync(piece, cancellationToken).ConfigureAwait(false);
            _isAtEnd = length == 0;
            _ready = _transform.Apply(piece.AsSpan(0, length), _isAtEnd);
        }

        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing waits in a stream that is only read.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
