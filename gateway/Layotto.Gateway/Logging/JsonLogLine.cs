using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Layotto.Gateway.Logging;

/// <summary>A JSON object with every field of the record, in the order of their names, as Go's encoder leaves a map.</summary>
internal sealed class JsonLogLine : ILogLineFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public void Write(in LogRecord record, IBufferWriter<byte> output)
    {
        List<LogField> fields =
        [
            .. record.Fields,
            new LogField("time", record.Time),
            new LogField("level", record.Level),
            new LogField("msg", record.Message),
        ];
        fields.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Name);
            if (field.IsLiteral)
                json.WriteRawValue(field.Value);
            else
                json.WriteStringValue(field.Value);
        }

        json.WriteEndObject();
    }
}
