using System.IO.Pipelines;

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
}
