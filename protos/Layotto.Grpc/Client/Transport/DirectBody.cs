using Layotto.Grpc.Protocol;
using Layotto.Http.Http2;

namespace Layotto.Grpc.Client.Transport;

/// <summary>The body of a response. Reads end with their stream, so they need no token.</summary>
internal sealed class DirectBody(Http2Stream stream) : OneWayStream
{
    public override bool CanRead => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!buffer.IsEmpty && stream.Read(buffer.Span) is > 0 and var read)
            return new ValueTask<int>(read);
        return stream.Available(out var isEnd) == 0 && isEnd ? new ValueTask<int>(0) : ReadSlowlyAsync(buffer);
    }

    private async ValueTask<int> ReadSlowlyAsync(Memory<byte> buffer)
    {
        while (await stream.WaitForBodyAsync())
        {
            if (buffer.IsEmpty)
                return 0;
            if (stream.Read(buffer.Span) is > 0 and var read)
                return read;
        }

        return 0;
    }
}
