using System.Net;

namespace Layotto.Dapr.Invocation;

/// <summary>The body of a request that lies in memory.</summary>
/// <param name="body">The body; it isn't copied.</param>
/// <param name="hasLength">Whether the request tells its length.</param>
internal sealed class KeptContent(ReadOnlyMemory<byte> body, bool hasLength = true) : HttpContent
{
    private volatile bool _isSent;

    /// <summary>Whether all of it was sent, so that its memory is no longer read.</summary>
    public bool IsSent => _isSent;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (body.IsEmpty)
            return Task.CompletedTask;
        var writing = stream.WriteAsync(body, cancellationToken);
        if (!writing.IsCompletedSuccessfully)
            return AwaitAsync(writing);
        _isSent = true;
        return Task.CompletedTask;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return hasLength;
    }

    private async Task AwaitAsync(ValueTask writing)
    {
        await writing.ConfigureAwait(false);
        _isSent = true;
    }
}
