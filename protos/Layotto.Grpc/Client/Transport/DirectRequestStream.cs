using System.Buffers;
using Layotto.Grpc.Protocol;
using Layotto.Http.Http2;

namespace Layotto.Grpc.Client.Transport;

/// <summary>What the messages of a request are written to. Writes end with their stream, so they need no token.</summary>
internal sealed class DirectRequestStream(Http2Stream stream) : OneWayStream
{
    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!await stream.SendAsync(new ReadOnlySequence<byte>(buffer), isEnd: false))
            throw new IOException("The server takes no more messages of this call.");
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        stream.Flush();
        return Task.CompletedTask;
    }
}
