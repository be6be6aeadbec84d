using System.Buffers;

namespace Layotto.Gateway.Logging;

/// <summary>A stream that several outputs write lines to: each line goes out in a single write, and none cuts into another.</summary>
/// <param name="stream">The stream, such as standard output.</param>
internal sealed class SharedStream(Stream stream)
{
    private readonly Lock _gate = new();

    /// <summary>Writes a line, between something before it and something after it, and a newline.</summary>
    public void WriteLine(ReadOnlySpan<byte> before, ReadOnlySpan<byte> line, ReadOnlySpan<byte> after)
    {
        var length = before.Length + line.Length + after.Length + 1;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            before.CopyTo(whole);
            line.CopyTo(whole.AsSpan(before.Length));
            after.CopyTo(whole.AsSpan(before.Length + line.Length));
            whole[length - 1] = (byte)'\n';
            lock (_gate)
            {
                stream.Write(whole, 0, length);
                stream.Flush();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}
