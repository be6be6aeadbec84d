using System.Buffers;
using Layotto.Dapr.Invocation.Wire;

namespace Layotto.Dapr.Invocation;

/// <summary>A call to another sidecar whose body streams: its head, and then the body in chunks, each leaving as it arrives.</summary>
/// <param name="head">The frame with the head.</param>
/// <param name="body">The body.</param>
internal sealed class ChunkedContent(ReadOnlyMemory<byte> head, InboundBody body) : PumpContent
{
    // A chunk fills one HTTP/2 DATA frame of the usual 16 KiB.
    private const int ChunkSize = 16 * 1024;

    protected override async Task PumpAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        ulong sequence = 0;
        while (true)
        {
            if (!body.TryRead(out var result))
            {
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                result = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            var rest = result.Buffer;
            var end = rest.End;
            try
            {
                while (!rest.IsEmpty)
                {
                    var length = (int)Math.Min(rest.Length, ChunkSize - StreamChunk.PrefixSize);
                    rest.Slice(0, length).CopyTo(chunk.AsSpan(StreamChunk.PrefixSize));
                    StreamChunk.PutPrefix(chunk, sequence++, length);
                    await stream.WriteAsync(chunk.AsMemory(0, StreamChunk.PrefixSize + length), cancellationToken).ConfigureAwait(false);
                    rest = rest.Slice(length);
                }
            }
            finally
            {
                body.AdvanceTo(end);
            }

            if (result.IsCompleted)
                break;
        }

        // Not where a write has failed, which may not have let go of it.
        ArrayPool<byte>.Shared.Return(chunk);
    }

    // gRPC requests carry no length.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
