using Google.Protobuf;
using Grpc.Core;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>Contents on their way to a sidecar.</summary>
internal static class Downloads
{
    private const int PieceSize = 64 * 1024;

    /// <summary>Sends a content piece by piece, no faster than the sidecar takes it.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="content">The content, read to its end.</param>
    /// <param name="wrap">Makes a message of a piece, which is used again once the message is sent.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public static async Task SendAsync<TMessage>(
        IServerStreamWriter<TMessage> stream, Stream content, Func<ByteString, TMessage> wrap, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceSize];
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            await stream.WriteAsync(wrap(UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read))), cancellationToken).ConfigureAwait(false);
    }
}
