using Layotto.Dapr.Invocation.Wire;

namespace Layotto.Dapr.Invocation;

/// <summary>The body of a call that another sidecar sends, as it goes on to an HTTP app: each chunk leaves as it arrives.</summary>
/// <param name="frames">The rest of the call, or null when there is none.</param>
/// <param name="first">The first message of the call, which may have a piece of the body.</param>
/// <param name="length">The length that the caller announced; null for none.</param>
internal sealed class PeerBodyContent(PipeFrames? frames, StreamChunk first, long? length) : PumpContent
{
    private readonly StreamChunk _first = first;

    protected override async Task PumpAsync(Stream stream, CancellationToken cancellationToken)
    {
        ulong expected = 0;
        if (_first.HasPayload)
            await WriteAsync(stream, _first, expected++, cancellationToken).ConfigureAwait(false);
        while (frames is not null)
        {
            if (!frames.TryRead(out var isThere))
            {
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                isThere = await frames.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!isThere)
                return;
            var chunk = StreamChunk.Parse(frames.Message);
            if (chunk.HasHead)
                throw new WireFormatException("request metadata found in non-leading chunk");
            if (chunk.HasPayload)
                await WriteAsync(stream, chunk, expected++, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    private static async Task WriteAsync(Stream stream, StreamChunk chunk, ulong expected, CancellationToken cancellationToken)
    {
        if (chunk.Sequence != expected)
            throw new WireFormatException($"invalid sequence number received: {chunk.Sequence} (expected: {expected})");
        foreach (var segment in chunk.Data)
            await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
    }
}
