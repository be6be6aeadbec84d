using System.Text;
using System.Text.Json;

namespace Layotto.Dapr.Http;

/// <summary>How the JSON bodies of the APIs are read: names are matched whatever their case, as Dapr's decoder does.</summary>
internal static class JsonBody
{
    // The reader reports strings that can't be text (broken UTF-8, half a surrogate pair) in a way of its own.
    public static TResult Guard<TRequest, TResult>(TRequest request, Func<TRequest, TResult> read)
    {
        try
        {
            return read(request);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a string holds bytes that are not UTF-8, or half of a surrogate pair", exception);
        }
    }

    public static Dictionary<string, string>? ReadMetadata(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        Require(reader.TokenType == JsonTokenType.StartObject, "\"metadata\" must be an object whose values are strings");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            metadata[name] = ReadText(ref reader, "metadata." + name) ?? "";
        }

        return metadata;
    }

    public static string? ReadText(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        Require(reader.TokenType is JsonTokenType.String or JsonTokenType.Null, $"\"{name}\" must be a string");
        return reader.GetString();
    }

    public static ReadOnlyMemory<byte> ReadRaw(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }

    public static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
        => reader.ValueTextEquals(name)
            || (!reader.ValueIsEscaped && reader.ValueSpan.Length == name.Length && Ascii.EqualsIgnoreCase(reader.ValueSpan, name));

    public static void SkipProperty(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    public static void RequireEnd(ref Utf8JsonReader reader) => Require(!reader.Read(), "there is something behind the end of the document");

    public static void Require(bool condition, string message)
    {
        if (!condition)
            throw new JsonException(message);
    }
}
