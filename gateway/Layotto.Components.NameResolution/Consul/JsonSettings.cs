using System.Text.Json;
using Layotto.Components.Metadata;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>Reads settings that are a JSON object. The names of members have no case, as for Go's decoder.</summary>
internal sealed class JsonSettings
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);

    private JsonSettings(string path, JsonElement element)
    {
        _path = path;
        if (element.ValueKind == JsonValueKind.Null)
            return;
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong(path, "a mapping");
        foreach (var member in element.EnumerateObject())
            _members[member.Name] = member.Value;
    }

    /// <summary>Reads a metadata value that is JSON.</summary>
    /// <returns>Null where the metadata has no such value.</returns>
    /// <exception cref="MetadataException">It isn't JSON.</exception>
    public static JsonElement? Element(ComponentMetadata metadata, string key)
    {
        if (!metadata.TryGetValue(key, out var text) || text.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Wrong(key, "a mapping or a list");
        }
    }

    /// <summary>Reads a metadata value that is a JSON object; an empty one where there is no such value.</summary>
    public static JsonSettings Read(ComponentMetadata metadata, string key)
        => new(key, Element(metadata, key) ?? Nothing);

    /// <summary>Reads a metadata value that is a mapping to texts; an empty one where there is no such value.</summary>
    public static Dictionary<string, string> Mapping(ComponentMetadata metadata, string key) => Read(metadata, key).ToTexts();

    public JsonSettings Section(string name)
        => new($"{_path}.{name}", _members.TryGetValue(name, out var value) ? value : Nothing);

    public string Text(string name) => !_members.TryGetValue(name, out var value) ? "" : TextOf(value, $"{_path}.{name}");

    public bool Boolean(string name)
        => _members.TryGetValue(name, out var value) && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            JsonValueKind.String => Truth.IsTruthy(value.GetString()),
            _ => throw Wrong($"{_path}.{name}", "true or false"),
        };

    /// <summary>A length of time: a number of nanoseconds, as Go has it, or a duration.</summary>
    public TimeSpan? Duration(string name)
    {
        if (!_members.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var nanoseconds) && nanoseconds >= 0)
            return TimeSpan.FromTicks(nanoseconds / 100);
        if (value.ValueKind == JsonValueKind.String && GoDuration.TryParse(value.GetString(), out var duration) && duration >= TimeSpan.Zero)
            return duration;
        throw Wrong($"{_path}.{name}", "a duration such as 10s, or a number of nanoseconds");
    }

    /// <summary>A mapping to texts.</summary>
    public Dictionary<string, string> Texts(string name) => Section(name).ToTexts();

    /// <summary>The text of a value that is neither a mapping nor a list.</summary>
    /// <exception cref="MetadataException">It is one of these.</exception>
    public static string TextOf(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Wrong(path, "a text"),
    };

    /// <summary>The error of a value that isn't what it should be. It doesn't repeat the value, which may be a secret.</summary>
    public static MetadataException Wrong(string path, string expectation)
        => new(path.Split('.')[0], $"The metadata key \"{path}\" has a value that can't be used; it must be {expectation}.");

    private Dictionary<string, string> ToTexts()
        => _members.ToDictionary(member => member.Key, member => TextOf(member.Value, $"{_path}.{member.Key}"), StringComparer.Ordinal);
}
