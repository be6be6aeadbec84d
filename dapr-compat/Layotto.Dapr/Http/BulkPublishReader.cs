using System.Text;
using System.Text.Json;
using Layotto.Components.PubSub;
using Layotto.Dapr.Json;
using Layotto.Runtime.PubSub.Events;

namespace Layotto.Dapr.Http;

/// <summary>Reads the body of a bulk publication.</summary>
internal static class BulkPublishReader
{
    private const string Mismatch = "error: mismatch between contentType and event";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is no array of entries.</exception>
    /// <exception cref="FormatException">An event isn't what its content type says.</exception>
    public static List<BulkPublishEntry> Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Options);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new JsonException($"the body is a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}; it must be an array of entries");
        var entries = new List<BulkPublishEntry>(document.RootElement.GetArrayLength());
        foreach (var element in document.RootElement.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
                throw new JsonException($"an entry is a JSON {element.ValueKind.ToString().ToLowerInvariant()}; it must be an object");
            var contentType = Text(element, "contentType");
            entries.Add(new BulkPublishEntry(Text(element, "entryId"), Event(element, contentType), contentType, Metadata(element)));
        }

        return entries;
    }

    private static ReadOnlyMemory<byte> Event(JsonElement entry, string contentType)
    {
        var isThere = entry.TryGetMember("event", out var @event);
        if (ContentTypes.IsBinary(contentType))
        {
            if (!isThere || @event.ValueKind != JsonValueKind.String)
                throw new FormatException(Mismatch);
            return @event.TryGetBytesFromBase64(out var bytes)
                ? bytes
                : throw new FormatException("error: unable to decode base64 application/octet-stream data");
        }

        if (ContentTypes.IsText(contentType))
            return isThere && @event.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(String(@event)) : throw new FormatException(Mismatch);
        if (ContentTypes.IsJson(contentType) || ContentTypes.IsCloudEvent(contentType))
            return isThere ? Encoding.UTF8.GetBytes(@event.GetRawText()) : "null"u8.ToArray();
        throw new FormatException(Mismatch);
    }

    private static IReadOnlyDictionary<string, string> Metadata(JsonElement entry)
    {
        if (!entry.TryGetMember("metadata", out var element) || element.ValueKind == JsonValueKind.Null)
            return PublishRequest.NoMetadata;
        if (element.ValueKind != JsonValueKind.Object)
            throw new JsonException("the metadata of an entry must be an object of texts");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            metadata[member.Name] = member.Value.ValueKind == JsonValueKind.String ? String(member.Value) : throw new JsonException($"the metadata {member.Name} of an entry must be a text");
        return metadata;
    }

    private static string Text(JsonElement entry, string name)
    {
        if (!entry.TryGetMember(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return "";
        return member.ValueKind == JsonValueKind.String ? String(member) : throw new JsonException($"the member {name} of an entry must be a text");
    }

    private static string String(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a text is no Unicode", exception);
        }
    }
}
