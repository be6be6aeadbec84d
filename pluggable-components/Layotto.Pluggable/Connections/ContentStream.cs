using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;

namespace Layotto.Pluggable.Connections;

/// <summary>A content that comes from a process piece by piece, no faster than it is read.</summary>
/// <param name="link">The component and its process.</param>
/// <param name="call">The call; it is disposed with the stream.</param>
/// <param name="data">The piece in a message; null for a message that has none.</param>
/// <param name="first">The piece that has been read already.</param>
/// <param name="length">How many bytes must come; null for any number.</param>
/// <param name="error">What a call's end means.</param>
internal sealed class ContentStream<TMessage>(
    ComponentLink link,
    AsyncServerStreamingCall<TMessage> call,
    Func<TMessage, ByteString?> data,
    ByteString first,
    long? length,
    Func<RpcException, CancellationToken, Exception> error) : ReadOnlyStream
{
    private const int MostEmptyPieces = 1000;

    private ReadOnlyMemory<byte> _rest = first.Memory;
    private long _received = first.Length;
    private bool _hasEnded;

    /// <inheritdoc/>
    /// <exception cref="ComponentException">The process failed, or gave another number of bytes than it had announced.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || (_rest.IsEmpty && !await FetchAsync(cancellationToken).ConfigureAwait(false)))
            return 0;
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            call.Dispose();
        base.Dispose(disposing);
    }

    private async Task<bool> FetchAsync(CancellationToken cancellationToken)
    {
        for (var empty = 0; !_hasEnded; empty++)
        {
            if (empty == MostEmptyPieces)
                throw new ComponentException($"the process sent {MostEmptyPieces} pieces of the content in a row with nothing in them");
            if (!await NextAsync(cancellationToken).ConfigureAwait(false))
            {
                _hasEnded = true;
                if (_received < length)
                    throw new ComponentException($"the process ended the content after {_received} of the {length} bytes that it had announced");
                break;
            }

            var piece = data(call.ResponseStream.Current) ?? throw new ComponentException("the process sent something else in the middle of the content");
            _received += piece.Length;
            if (_received > length)
                throw new ComponentException($"the process sent more than the {length} bytes that it had announced");
            if (!piece.IsEmpty)
            {
                _rest = piece.Memory;
                return true;
            }
        }

        return false;
    }

    private async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await link.NextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw error(exception, cancellationToken);
        }
    }
}
