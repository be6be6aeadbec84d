using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>A content that a sidecar sends piece by piece, read no faster than the component wants it.</summary>
/// <param name="reader">The messages after the head.</param>
/// <param name="data">The piece in a message; null for a message that has none.</param>
/// <param name="length">How many bytes must come; null for any number.</param>
internal sealed class UploadedContent<TMessage>(IAsyncStreamReader<TMessage> reader, Func<TMessage, ByteString?> data, long? length) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _rest;
    private long _received;
    private bool _hasEnded;

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
}
