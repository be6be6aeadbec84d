using System.Text.Json;
using Layotto.Components.State.Query;
using Layotto.Runtime.State;

namespace Layotto.Dapr.Http;

/// <summary>Writes the JSON answers of the state API. Values are JSON already and go in as they are.</summary>
internal static class StateAnswerWriter
{
    /// <summary>Writes the answer to a bulk read.</summary>
    public static void WriteBulk(Utf8JsonWriter writer, IReadOnlyList<StateBulkItem> items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, item.Key);
            if (item.Value is { } value)
            {
                if (value.Data.Length > 0)
                    WriteData(writer, value.Data.Span);
                if (value.ETag is not null)
                    writer.WriteString("etag"u8, value.ETag);
                if (value.Metadata.Count > 0)
                {
                    writer.WriteStartObject("metadata"u8);
                    foreach (var (key, text) in value.Metadata)
                        writer.WriteString(key, text);
                    writer.WriteEndObject();
                }
            }

            if (item.Error is not null)
                writer.WriteString("error"u8, item.Error);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the answer to a query.</summary>
    public static void WriteQuery(Utf8JsonWriter writer, StateQueryPage page)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("results"u8);
        foreach (var item in page.Items)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, item.Key);
            WriteData(writer, item.Data.Span);
            if (item.ETag is not null)
                writer.WriteString("etag"u8, item.ETag);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (page.Token.Length > 0)
            writer.WriteString("token"u8, page.Token);
        writer.WriteEndObject();
    }

    // What an app wrote over gRPC, or into an encrypted store, need not be JSON; as a member of a JSON document it then becomes a string.
    private static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> data)
    {
        writer.WritePropertyName("data"u8);
        if (IsJson(data))
            writer.WriteRawValue(data, skipInputValidation: true);
        else if (System.Text.Unicode.Utf8.IsValid(data))
            writer.WriteStringValue(data);
        else
            writer.WriteBase64StringValue(data);
    }

    private static bool IsJson(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        try
        {
            if (!reader.Read())
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
