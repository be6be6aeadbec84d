namespace Layotto.Components.Middleware.Testing;

/// <summary>Reads another stream in capitals, as it comes.</summary>
internal sealed class UppercaseReadStream(Stream inner) : ReadOnlyStream
{
    private readonly UppercaseTransform _transform = new();
    private ReadOnlyMemory<byte> _ready;
    private bool _isAtEnd;

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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
