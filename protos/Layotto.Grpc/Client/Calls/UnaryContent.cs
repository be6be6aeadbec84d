using System.Buffers;
using System.Net;
using Layotto.Grpc.Protocol;
using Layotto.Http.Http2;

namespace Layotto.Grpc.Client.Calls;

/// <summary>
/// A request of one message. The handler may send it more than once, if the server did not look at it the first time,
/// and may still be sending when the response is there; so the buffer goes back when both sides are done with it.
/// </summary>
internal sealed class UnaryContent : HttpContent
{
    private readonly PooledBufferWriter _message;
    private int _uses = 1;

    public UnaryContent(PooledBufferWriter message) => _message = message;

    /// <summary>Sends the message, and with it the end of the request. What becomes of it is told by the response.</summary>
    public async Task SendAsync(Http2Stream stream)
    {
        if (!TryUse())
            return;
        try
        {
            await stream.SendAsync(new ReadOnlySequence<byte>(_message.WrittenMemory), isEnd: true);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Ends one use of the buffer.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
            _message.Dispose();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!TryUse())
            throw new ObjectDisposedException(nameof(UnaryContent), "The call has ended.");
        try
        {
            await stream.WriteAsync(_message.WrittenMemory, cancellationToken);
        }
        finally
        {
            Release();
        }
    }

    // No content-length: other gRPC clients send none, and servers would show it to handlers as metadata.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private bool TryUse()
    {
        while (true)
        {
            var uses = Volatile.Read(ref _uses);
            if (uses == 0)
                return false;
            if (Interlocked.CompareExchange(ref _uses, uses + 1, uses) == uses)
                return true;
        }
    }
}
