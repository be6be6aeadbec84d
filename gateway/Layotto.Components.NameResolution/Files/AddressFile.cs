using System.Text;
using System.Text.Json;

namespace Layotto.Components.NameResolution.Files;

/// <summary>
/// Reads the file of <c>nameresolution.file</c>: a JSON object, or lines. Either says by app id, or by <c>app id.namespace</c>, where
/// the sidecars of the app are.
/// </summary>
/// <remarks>
/// Lines, which are YAML too: <c>app: host:port</c>; several addresses with commas between, in brackets if one likes
/// (<c>app: [a:1, b:2]</c>), or below, a line each that begins with white space and a hyphen (<c>  - a:1</c>). A <c>#</c> at the
/// beginning or after white space starts a comment; single or double quotes around a name or an address fall away.
/// </remarks>
internal static class AddressFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxAddresses = 1024;

    /// <summary>Reads the text of a file.</summary>
    /// <returns>By app, the addresses as they are written, with or without a port.</returns>
    /// <exception cref="FormatException">It isn't such a text; the message says where and why, as the end of a sentence.</exception>
    public static Dictionary<string, string[]> Parse(ReadOnlySpan<byte> content)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("it isn't text in UTF-8");
        }

        return text.AsSpan().TrimStart() is ['{', ..] ? ParseJson(text) : ParseLines(text);
    }

    private static Dictionary<string, string[]> ParseJson(string text)
    {
        var apps = new Dictionary<string, string[]>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                MaxDepth = 4,
            });
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var values = member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().ToList() : [member.Value];
                if (values.Exists(value => value.ValueKind != JsonValueKind.String))
                    throw new FormatException($"\"{member.Name}\" must be an address in quotes, or a list of them");
                Add(apps, member.Name, values.ConvertAll(value => value.GetString()!), $"\"{member.Name}\"");
            }

            return apps;
        }
        catch (JsonException exception)
        {
            throw new FormatException($"line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1} isn't valid JSON");
        }
    }

    private static Dictionary<string, string[]> ParseLines(string text)
    {
        var apps = new Dictionary<string, string[]>(StringComparer.Ordinal);
        string? open = null;
        var openLine = 0;
        var listed = new List<string>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = WithoutComment(raw);
            if (line.Trim() is "" or "---")
                continue;
            if (char.IsWhiteSpace(line[0]) || line[0] == '-')
            {
                var item = line.Trim();
                if (open is null || item.Length < 2 || item[0] != '-' || !char.IsWhiteSpace(item[1]))
                    throw new FormatException($"line {number} belongs to no app; an address of a list begins with white space and a hyphen, below \"app:\"");
                listed.Add(Unquote(item[1..]));
                continue;
            }

            Close(apps, open, listed, openLine);
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || (colon + 1 < line.Length && !char.IsWhiteSpace(line[colon + 1])))
                throw new FormatException($"line {number} must be \"app: host:port\"");
            var name = Unquote(line[..colon]);
            var value = line[(colon + 1)..].Trim();
            open = null;
            if (value.Length == 0)
                (open, openLine) = (name, number);
            else
                Add(apps, name, SplitAddresses(value), $"line {number}");
        }

        Close(apps, open, listed, openLine);
        return apps;
    }

    private static void Close(Dictionary<string, string[]> apps, string? open, List<string> listed, int line)
    {
        if (open is not null)
            Add(apps, open, listed, $"line {line}");
        listed.Clear();
    }

    private static void Add(Dictionary<string, string[]> apps, string name, List<string> addresses, string place)
    {
        if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            throw new FormatException($"{place} has the app id \"{name}\"; one isn't empty and has no white space");
        if (addresses.Count is 0 or > MaxAddresses)
            throw new FormatException($"{place} must have 1 to {MaxAddresses} addresses; it has {addresses.Count}");
        var wrong = addresses.Find(address => !SidecarAddress.TryParse(address, 1, out _));
        if (wrong is not null)
            throw new FormatException($"{place} has \"{wrong}\", which is no address; right are host:port, host, and [fd00::1]:port");
        if (!apps.TryAdd(name, [.. addresses.Distinct(StringComparer.Ordinal)]))
            throw new FormatException($"{place} gives the app \"{name}\" a second time");
    }

    private static List<string> SplitAddresses(string value)
    {
        // An IPv6 address has brackets too, so a list is one only if its brackets hold something else.
        if (value is ['[', .., ']'] && !SidecarAddress.TryParse(value, 1, out _))
            value = value[1..^1];
        return [.. value.Split(',', StringSplitOptions.TrimEntries).Select(Unquote).Where(address => address.Length > 0)];
    }

    private static string WithoutComment(string line)
    {
        for (var index = 0; index < line.Length; index++)
        {
            if (line[index] == '#' && (index == 0 || char.IsWhiteSpace(line[index - 1])))
                return line[..index].TrimEnd();
        }

        return line.TrimEnd();
    }

    private static string Unquote(string text)
    {
        text = text.Trim();
        return text.Length >= 2 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text;
    }
}
