using System.Buffers;
using System.Text.Json;
using Layotto.Components.State.Query;

namespace Layotto.Pluggable.State;

/// <summary>Writes the filter of a query as Dapr's JSON.</summary>
internal static class QueryFilterJson
{
    /// <summary>Writes a filter.</summary>
    /// <returns>The name of the filter object's only member, and the JSON of that member's value.</returns>
    public static (string Name, ReadOnlyMemory<byte> Value) Write(QueryFilter filter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            WriteOperand(writer, filter);
        return (NameOf(filter), buffer.WrittenMemory);
    }

    private static string NameOf(QueryFilter filter) => filter switch
    {
        QueryFilter.And => "AND",
        QueryFilter.Or => "OR",
        QueryFilter.In => "IN",
        QueryFilter.Compare compare => compare.Comparison switch
        {
            QueryComparison.Equal => "EQ",
            QueryComparison.NotEqual => "NEQ",
            QueryComparison.Greater => "GT",
            QueryComparison.GreaterOrEqual => "GTE",
            QueryComparison.Less => "LT",
            _ => "LTE",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static void WriteOperand(Utf8JsonWriter writer, QueryFilter filter)
    {
        switch (filter)
        {
            case QueryFilter.And and:
                WriteAll(writer, and.Operands);
                break;
            case QueryFilter.Or or:
                WriteAll(writer, or.Operands);
                break;
            case QueryFilter.In @in:
                writer.WriteStartObject();
                writer.WriteStartArray(string.Join('.', @in.Path));
                foreach (var value in @in.Values)
                    WriteValue(writer, value);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            case QueryFilter.Compare compare:
                writer.WriteStartObject();
                writer.WritePropertyName(string.Join('.', compare.Path));
                WriteValue(writer, compare.Value);
                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteAll(Utf8JsonWriter writer, IReadOnlyList<QueryFilter> operands)
    {
        writer.WriteStartArray();
        foreach (var operand in operands)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(NameOf(operand));
            WriteOperand(writer, operand);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, QueryValue value)
    {
        switch (value.Kind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(value.Text);
                break;
            case JsonValueKind.Number:
                // As it was written, so that no digit is lost.
                writer.WriteRawValue(value.Text);
                break;
            case JsonValueKind.True:
                writer.WriteBooleanValue(true);
                break;
            case JsonValueKind.False:
                writer.WriteBooleanValue(false);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
