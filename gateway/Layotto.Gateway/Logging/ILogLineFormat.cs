using System.Buffers;

namespace Layotto.Gateway.Logging;

/// <summary>How a log record becomes a line.</summary>
internal interface ILogLineFormat
{
    /// <summary>Writes a record in UTF-8, without a newline.</summary>
    void Write(in LogRecord record, IBufferWriter<byte> output);
}
