using System.Buffers.Text;
using System.Text.Json;

namespace Layotto.Dapr.Http;

/// <summary>
/// The body of a request for an operation on a small message: a message in Protobuf's JSON form, whose members have two spellings, and
/// whose bytes are in Base64 of either alphabet. Members that nobody asks for are passed over.
/// </summary>
/// <param name="root">The body; undefined for an empty one, which is an empty message.</param>
internal sealed class SubtleCryptoBody(JsonElement root)
{
    /// <summary>A text; empty where there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public string Text(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        null => "",
        _ => throw new JsonException($"the member \"{name}\" isn't a string"),
    };

    /// <summary>Bytes; empty where there are none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public byte[] Bytes(string name)
    {
        try
        {
            return Base64Url.DecodeFromChars(Text(name).Replace('+', '-').Replace('/', '_').TrimEnd('='));
        }
        catch (FormatException)
        {
            throw new JsonException($"the member \"{name}\" isn't in Base64");
        }
    }

    /// <summary>The value of an enumeration, by its name or its number; -1 for one that isn't known, 0 for none.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
    public int Choice(string name, params ReadOnlySpan<string> names) => Find(name) switch
    {
        null => 0,
        { ValueKind: JsonValueKind.String } value => names.IndexOf(value.GetString()!),
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number >= 0 && number < names.Length ? number : -1,
        _ => throw new JsonException($"the member \"{name}\" is neither a name nor a number"),
    };

    private JsonElement? Find(string name)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        var isFound = root.TryGetProperty(name, out var value) || root.TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), out value);
        return isFound && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
