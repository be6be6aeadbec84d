using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Layotto.Runtime.PubSub.Events;

/// <summary>How events are read and written as JSON.</summary>
internal static class EventJson
{
    /// <summary>The deepest nesting of an event.</summary>
    public const int MaxDepth = 256;

    private const int EnvelopeBytes = 512;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth + 8, SkipValidation = true,
    };

    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Writes JSON.</summary>
    /// <param name="payloadBytes">About how many bytes there will be beside the envelope.</param>
    /// <param name="state">Passed on.</param>
    /// <param name="write">Writes it.</param>
    public static ReadOnlyMemory<byte> Write<TState>(int payloadBytes, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(payloadBytes + EnvelopeBytes);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            write(writer, state);
        return buffer.WrittenMemory;
    }

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonDocument ParseObject(ReadOnlyMemory<byte> json)
    {
        var document = JsonDocument.Parse(json, DocumentOptions);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        var kind = document.RootElement.ValueKind;
        document.Dispose();
        throw new JsonException($"the event is a JSON {kind.ToString().ToLowerInvariant()}; it must be an object");
    }

    /// <summary>Whether bytes are one JSON value in UTF-8, so that they can stand within other JSON as they are.</summary>
    public static bool IsValue(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || !Utf8.IsValid(bytes))
            return false;
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                // Every token has to be looked at.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A member's text; empty where it is missing or no text.</summary>
    public static string Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.String)
            return "";
        try
        {
            return member.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair, or bytes that are no UTF-8.
            return "";
        }
    }

    /// <summary>A time as events carry it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
