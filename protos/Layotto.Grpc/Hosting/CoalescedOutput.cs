using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Layotto.Grpc.Hosting;

/// <summary>
/// Lets the responses that many streams of a connection have ready leave together. Where completions run inline, each would be sent by itself
/// as soon as it is flushed; here it first lies with the others until a thread of the pool gets to it.
/// </summary>
internal static class CoalescedOutput
{
    // With as many bytes lying here, whoever writes waits until they have left.
    private const long Most = 64 * 1024;

    /// <summary>Serves a connection.</summary>
    public static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var plain = connection.Transport;
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.ThreadPool,
            writerScheduler: PipeScheduler.ThreadPool,
            pauseWriterThreshold: Most,
            resumeWriterThreshold: Most / 2,
            useSynchronizationContext: false));
        var pump = PumpAsync(pipe.Reader, plain.Output);
        connection.Transport = new DuplexPipe(plain.Input, pipe.Writer);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            await pipe.Writer.CompleteAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
            connection.Transport = plain;
        }
    }

    private static async Task PumpAsync(PipeReader from, PipeWriter to)
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var result = await from.ReadAsync().ConfigureAwait(false);
                foreach (var segment in result.Buffer)
                {
                    segment.Span.CopyTo(to.GetSpan(segment.Length));
                    to.Advance(segment.Length);
                }

                from.AdvanceTo(result.Buffer.End);
                var flushed = await to.FlushAsync().ConfigureAwait(false);
                if (result.IsCompleted || flushed.IsCompleted)
                    break;
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        await from.CompleteAsync(failure).ConfigureAwait(false);
    }
}
