using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Layotto.Dapr.Json;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Events;

namespace Layotto.Dapr.Apps;

/// <summary>Many events, and the app's answers for each, in JSON.</summary>
internal static class BulkEventJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the events.</summary>
    public static ReadOnlyMemory<byte> Write(BulkTopicEvents events)
    {
        var buffer = new ArrayBufferWriter<byte>(events.Entries.Sum(entry => entry.Event.Json.Length + 256));
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        writer.WriteStartArray("entries"u8);
        foreach (var entry in events.Entries)
        {
            writer.WriteStartObject();
            writer.WriteString("entryId"u8, entry.EntryId);
            writer.WritePropertyName("event"u8);
            if (events.IsRaw)
                writer.WriteBase64StringValue(entry.Data.Span);
            else
                writer.WriteRawValue(entry.Event.Json.Span, skipInputValidation: true);
            WriteMetadata(writer, entry.Event.Metadata);
            writer.WriteString("contentType"u8, entry.ContentType);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("id"u8, events.Id);
        WriteMetadata(writer, events.Metadata);
        writer.WriteString("pubsubname"u8, events.PubSubName);
        writer.WriteString("topic"u8, events.Topic);
        writer.WriteString("type"u8, EventFields.BulkType);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads the app's answer. An entry that it doesn't answer for, or not with a status there is, is delivered again.</summary>
    public static BulkDeliveryResult ReadStatuses(BulkTopicEvents events, ReadOnlyMemory<byte> body)
    {
        var statuses = new Dictionary<string, DeliveryStatus>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.TryGetMember("statuses", out var answers)
                && answers.ValueKind == JsonValueKind.Array)
            {
                foreach (var answer in answers.EnumerateArray())
                    statuses[JsonMembers.Text(answer, "entryId")] = Status(JsonMembers.Text(answer, "status"));
            }
        }
        catch (JsonException exception)
        {
            return BulkDeliveryResult.ForAll(events.Entries.Count, DeliveryStatus.Retry, $"failed unmarshalling app response for bulk subscribe: {exception.Message}");
        }

        return new BulkDeliveryResult(
            [.. events.Entries.Select(entry => statuses.GetValueOrDefault(entry.EntryId, DeliveryStatus.Retry))], "the app didn't answer that it is done with it");
    }

    private static DeliveryStatus Status(string text) => text switch
    {
        "SUCCESS" => DeliveryStatus.Success,
        "DROP" => DeliveryStatus.Drop,
        _ => DeliveryStatus.Retry,
    };

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject("metadata"u8);
        foreach (var (key, value) in metadata)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
