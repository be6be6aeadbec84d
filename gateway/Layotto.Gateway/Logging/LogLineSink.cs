using System.Buffers;
using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace Layotto.Gateway.Logging;

/// <summary>
/// Writes each log event as a line. A line that can't be written, as on a full disk, is lost and counted, for a log must not take
/// the sidecar down; the next line that can be written is preceded by one that tells how many are missing.
/// </summary>
internal sealed class LogLineSink(LogRecordBuilder records, ILogLineFormat format, ILineOutput output) : ILogEventSink
{
    private const int LargestKeptBuffer = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private long _lost;

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        ReportLost();
        if (!TryWrite(records.Build(logEvent)))
            Interlocked.Increment(ref _lost);
    }

    private void ReportLost()
    {
        if (Volatile.Read(ref _lost) == 0 || Interlocked.Exchange(ref _lost, 0) is not (> 0 and var lost))
            return;
        var message = string.Create(CultureInfo.InvariantCulture, $"{lost} log lines could not be written and are lost");
        var notice = new LogEvent(DateTimeOffset.Now, LogEventLevel.Warning, null, new MessageTemplate(message, []), []);
        if (!TryWrite(records.Build(notice) with { Message = message }))
            Interlocked.Add(ref _lost, lost);
    }

    private bool TryWrite(in LogRecord record)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(512);
        try
        {
            format.Write(record, buffer);
            output.WriteLine(buffer.WrittenSpan);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            if (buffer.Capacity > LargestKeptBuffer)
                _buffer = null;
            else
                buffer.ResetWrittenCount();
        }
    }
}
