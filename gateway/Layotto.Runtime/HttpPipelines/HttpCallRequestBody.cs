using System.IO.Pipelines;
using Layotto.Components;

namespace Layotto.Runtime.HttpPipelines;

/// <summary>
/// The body of a request that goes out, for middleware to read. Nothing is read of it before that, and then only as fast as the reader
/// reads, whatever the content is made of.
/// </summary>
internal sealed class HttpCallRequestBody(HttpContent? content) : ReadOnlyStream
{
    private readonly CancellationTokenSource _stopping = new();
    private Stream? _reading;

    /// <summary>Whether anything has been read.</summary>
    public bool IsRead => _reading is not null;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => content is null ? ValueTask.FromResult(0) : (_reading ??= Begin(content)).ReadAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Cancel();
            _reading?.Dispose();
        }

        base.Dispose(disposing);
    }

    private Stream Begin(HttpContent source)
    {
        var pipe = new Pipe();
        _ = CopyAsync(source, pipe.Writer);
        return pipe.Reader.AsStream();
    }

    private async Task CopyAsync(HttpContent source, PipeWriter writer)
    {
        try
        {
            await source.CopyToAsync(writer.AsStream(leaveOpen: true), _stopping.Token).ConfigureAwait(false);
            await writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whoever reads gets to know.
            await writer.CompleteAsync(exception).ConfigureAwait(false);
        }
    }
}
