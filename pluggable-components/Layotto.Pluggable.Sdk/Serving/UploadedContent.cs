using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>A content that a sidecar sends piece by piece, read no faster than the component wants it.</summary>
/// <param name="reader">The messages after the head.</param>
/// <param name="data">The piece in a message; null for a message that has none.</param>
/// <param name="length">How many bytes must come; null for any number.</param>
internal sealed class UploadedContent<TMessage>(IAsyncStreamReader<TMessage> reader, Func<TMessage, ByteString?> data, long? length) : Stream
{
    private ReadOnlyMemory<byte> _rest;
    private long _received;
    private bool _hasEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="ComponentException">It isn't as long as was announced.</exception>
    /// <exception cref="OperationCanceledException">The sidecar has given up.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty && !_hasEnded)
        {
            if (!await reader.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                _hasEnded = true;
                if (_received < length)
                    throw ComponentErrors.BadField("data", $"The content ended after {_received} of the {length} bytes that were announced.");
                break;
            }

            var piece = data(reader.Current) ?? throw ComponentErrors.BadField("data", "A message after the first one has no piece of the content.");
            _received += piece.Length;
            if (_received > length)
                throw ComponentErrors.BadField("data", $"The content is longer than the {length} bytes that were announced.");
            _rest = piece.Memory;
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
