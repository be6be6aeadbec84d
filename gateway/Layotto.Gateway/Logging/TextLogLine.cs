using System.Buffers;
using System.Text;

namespace Layotto.Gateway.Logging;

/// <summary>
/// A line of text as logrus writes it when it doesn't write to a terminal: <c>time</c>, <c>level</c> and <c>msg</c>, then the other
/// fields by name, each <c>key=value</c> with a blank between.
/// </summary>
internal sealed class TextLogLine : ILogLineFormat
{
    /// <inheritdoc/>
    public void Write(in LogRecord record, IBufferWriter<byte> output)
    {
        Write("time=", record.Time, output);
        Write(" level=", record.Level, output);
        if (record.Message.Length > 0)
            Write(" msg=", record.Message, output);
        foreach (var field in record.Fields)
        {
            output.Write(" "u8);
            GoQuote.Write(field.Name, output);
            Write("=", field.Value, output);
        }
    }

    private static void Write(string key, string value, IBufferWriter<byte> output)
    {
        Encoding.UTF8.GetBytes(key, output);
        GoQuote.Write(value, output);
    }
}
