using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>Writes to the server's responses.</summary>
internal static class PipeWriting
{
    /// <summary>
    /// Copies bytes without flushing them. The framework's own extension asks for a buffer of any size, of which the server gives an empty one
    /// as long as a response hasn't begun.
    /// </summary>
    public static void Put(this PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }

    /// <summary>
    /// Sends what was put at the end of a body. One that hasn't been begun leaves with its head when the handler returns; one that has is
    /// sent to its end by the server only where its length wasn't announced.
    /// </summary>
    public static ValueTask<FlushResult> EndAsync(this HttpResponse response, CancellationToken cancellationToken)
        => response.HasStarted ? response.BodyWriter.FlushAsync(cancellationToken) : default;
}
