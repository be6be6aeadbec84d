using System.Buffers;
using System.Diagnostics;
using Layotto.Gateway.Logging;

namespace Layotto.Gateway.Launching;

/// <summary>Carries what an app writes, line by line, to where its lines go.</summary>
internal static class OutputPump
{
    /// <summary>The longest line, in bytes; a longer one is cut into several.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>
    /// Carries until the app has closed its end. When lines can't be written any more, they are read all the same, as the app would
    /// block otherwise; it is to live on when nobody reads its log.
    /// </summary>
    public static async Task RunAsync(Stream source, ILineOutput output)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LongestLine);
        try
        {
            var filled = 0;
            while (true)
            {
                var count = await source.ReadAsync(buffer.AsMemory(filled, LongestLine - filled));
                if (count == 0)
                    break;
                filled += count;
                filled -= WriteLines(buffer, filled, output);
            }

            if (filled > 0)
                Write(buffer.AsSpan(0, filled), output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Writes the whole lines, moves what is left to the front, and says how many bytes are done with.
    private static int WriteLines(byte[] buffer, int filled, ILineOutput output)
    {
        var start = 0;
        while (true)
        {
            var length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n');
            if (length < 0)
                break;
            var line = buffer.AsSpan(start, length);
            Write(line is [.. var text, (byte)'\r'] ? text : line, output);
            start += length + 1;
        }

        if (start == 0 && filled == LongestLine)
        {
            Write(buffer.AsSpan(0, filled), output);
            start = filled;
        }

        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        return start;
    }

    private static void Write(ReadOnlySpan<byte> line, ILineOutput output)
    {
        try
        {
            output.WriteLine(line);
        }
        catch (IOException exception)
        {
            Trace.TraceWarning("A line of the app is lost: {0}", exception.Message);
        }
    }
}
