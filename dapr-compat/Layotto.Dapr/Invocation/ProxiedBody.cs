using System.Buffers;
using System.IO.Pipelines;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// The messages of a gRPC call that is passed on. Where the call may be made again, the first of them are kept as they go by; a call that
/// sends more than that can't be.
/// </summary>
/// <param name="reader">Where they come from.</param>
/// <param name="maxMessage">The most bytes a message may have.</param>
/// <param name="keeps">Whether to keep them.</param>
internal sealed class ProxiedBody(PipeReader reader, long maxMessage, bool keeps)
{
    private const int MostKept = 64 * 1024;

    private readonly FrameGuard _guard = new(maxMessage);
    private ArrayBufferWriter<byte>? _kept = keeps ? new ArrayBufferWriter<byte>() : null;
    private bool _hasBegun;
    private bool _ended;

    /// <summary>Whether a call can still be made with all of them.</summary>
    public bool IsWhole => !_hasBegun || _kept is not null;

    /// <summary>Writes them: what was kept, and what comes.</summary>
    public async Task CopyToAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (_kept is { WrittenCount: > 0 } kept)
            await stream.WriteAsync(kept.WrittenMemory.ToArray(), cancellationToken).ConfigureAwait(false);
        while (!_ended)
        {
            if (!reader.TryRead(out var result))
            {
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            _hasBegun = true;
            _ended = result.IsCompleted;
            var end = result.Buffer.End;
            Keep(result.Buffer);
            try
            {
                foreach (var segment in result.Buffer)
                {
                    _guard.Pass(segment.Span);
                    await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                reader.AdvanceTo(end);
            }
        }
    }

    private void Keep(in ReadOnlySequence<byte> bytes)
    {
        if (_kept is null)
            return;
        if (_kept.WrittenCount + bytes.Length > MostKept)
        {
            _kept = null;
            return;
        }

        foreach (var segment in bytes)
            _kept.Write(segment.Span);
    }
}
