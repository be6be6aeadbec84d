using System.Text.Json;
using Layotto.Components.Configuration;

namespace Layotto.Dapr.Http;

/// <summary>Items of configuration stores as JSON. What is empty is left out, as Dapr does; an item that is gone is an empty object.</summary>
internal static class ConfigurationJson
{
    /// <summary>Writes items as an object by their keys.</summary>
    public static void WriteItems(Utf8JsonWriter writer, IReadOnlyDictionary<string, ConfigurationItem> items)
    {
        writer.WriteStartObject();
        foreach (var (key, item) in items)
        {
            writer.WriteStartObject(key);
            if (item.Value.Length > 0)
                writer.WriteString("value"u8, item.Value);
            if (item.Version.Length > 0)
                writer.WriteString("version"u8, item.Version);
            if (item.Metadata.Count > 0)
            {
                writer.WriteStartObject("metadata"u8);
                foreach (var (name, value) in item.Metadata)
                    writer.WriteString(name, value);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes what an app is told of changes: the subscription and the items.</summary>
    public static void WriteUpdate(Utf8JsonWriter writer, string id, IReadOnlyDictionary<string, ConfigurationItem> items)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WritePropertyName("items"u8);
        WriteItems(writer, items);
        writer.WriteEndObject();
    }
}
