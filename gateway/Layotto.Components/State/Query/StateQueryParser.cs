using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Layotto.Components.State.Query;

/// <summary>
/// Reads a query in Dapr's JSON: <c>{"filter": …, "sort": [{"key", "order"}], "page": {"limit", "token"}}</c>, all of it optional.
/// As in Dapr, names of members match whatever their case, operators match exactly, members it doesn't know are passed over, and
/// the key <c>person.org</c> names the member <c>org</c> of the member <c>person</c> of a value.
/// </summary>
public static class StateQueryParser
{
    /// <summary>The longest query, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The most criteria to sort by.</summary>
    public const int MaxSortKeys = 16;

    /// <summary>The longest key, in characters.</summary>
    public const int MaxKeyLength = 1024;

    /// <summary>The longest page token, in characters.</summary>
    public const int MaxTokenLength = 1024;

    // Twice the nesting of conditions (each is an object within an array or an object) and the query around them.
    private const int MaxJsonDepth = (2 * QueryFilterReader.MaxDepth) + 4;

    /// <summary>Reads a query from its UTF-8 bytes.</summary>
    /// <exception cref="StateQueryException">It is no JSON, no query, or beyond one of the bounds; the message says where and what would be right.</exception>
    public static StateQuery Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            throw new StateQueryException("", $"The query has {utf8.Length} bytes; it may have {MaxBytes}.");
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxJsonDepth });
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new StateQueryException(
                "",
                "The query isn't valid JSON, or nests too deeply: see "
                    + $"line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}.");
        }
        catch (InvalidOperationException)
        {
            // The document is parsed without looking into its strings; they are decoded when they are read.
            throw new StateQueryException("", "A string of the query isn't valid Unicode.");
        }
    }

    /// <summary>Reads a query from its text.</summary>
    /// <exception cref="StateQueryException">See <see cref="Parse(ReadOnlyMemory{byte})"/>.</exception>
    public static StateQuery Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    internal static string[] SplitKey(string key, string path)
    {
        if (key.Length == 0)
            throw new StateQueryException(path, $"\"{path}\" names no key; it must name a member of the values, such as person.org.");
        if (key.Length > MaxKeyLength)
            throw new StateQueryException(path, $"The key of \"{path}\" has {key.Length} characters; it may have {MaxKeyLength}.");
        var names = key.Split('.');
        if (Array.IndexOf(names, "") >= 0)
            throw new StateQueryException(path, $"The key \"{key}\" of \"{path}\" has an empty part; names are joined by single dots.");
        return names;
    }

    private static StateQuery Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Null)
            return new StateQuery(null, [], null, "");
        if (root.ValueKind != JsonValueKind.Object)
            throw new StateQueryException("", $"The query is {Describe(root)}; it must be an object with filter, sort and page.");

        QueryFilter? filter = null;
        List<QuerySort> sort = [];
        int? limit = null;
        var token = "";
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;
            if (IsNamed(member, "filter"))
                filter = ReadFilter(member.Value);
            else if (IsNamed(member, "sort"))
                sort = ReadSort(member.Value);
            else if (IsNamed(member, "page"))
                (limit, token) = ReadPage(member.Value);
        }

        return new StateQuery(filter, sort, limit, token);
    }

    private static QueryFilter? ReadFilter(JsonElement element)
    {
        var isEmpty = element.ValueKind == JsonValueKind.Object && !element.EnumerateObject().MoveNext();
        return isEmpty ? null : new QueryFilterReader().Read(element, "filter", depth: 1);
    }

    private static List<QuerySort> ReadSort(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw new StateQueryException("sort", $"\"sort\" is {Describe(element)}; it must be an array of objects with key and order.");
        if (element.GetArrayLength() > MaxSortKeys)
            throw new StateQueryException("sort", $"\"sort\" has {element.GetArrayLength()} entries; it may have {MaxSortKeys}.");
        var sort = new List<QuerySort>();
        foreach (var entry in element.EnumerateArray())
            sort.Add(ReadSortEntry(entry, string.Create(CultureInfo.InvariantCulture, $"sort[{sort.Count}]")));
        return sort;
    }

    private static QuerySort ReadSortEntry(JsonElement entry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            throw new StateQueryException(path, $"\"{path}\" is {Describe(entry)}; it must be an object with key and order.");
        string key = "", order = "";
        foreach (var member in entry.EnumerateObject())
        {
            if (IsNamed(member, "key"))
                key = ReadText(member.Value, path + ".key");
            else if (IsNamed(member, "order"))
                order = ReadText(member.Value, path + ".order");
        }

        var isDescending = order.Equals("DESC", StringComparison.OrdinalIgnoreCase);
        if (!isDescending && order.Length > 0 && !order.Equals("ASC", StringComparison.OrdinalIgnoreCase))
            throw new StateQueryException(path + ".order", $"\"{path}.order\" is neither ASC nor DESC.");
        return new QuerySort(SplitKey(key, path + ".key"), isDescending);
    }

    private static (int? Limit, string Token) ReadPage(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new StateQueryException("page", $"\"page\" is {Describe(element)}; it must be an object with limit and token.");
        int? limit = null;
        var token = "";
        foreach (var member in element.EnumerateObject())
        {
            if (IsNamed(member, "limit"))
                limit = ReadLimit(member.Value);
            else if (IsNamed(member, "token"))
                token = ReadText(member.Value, "page.token");
        }

        if (token.Length > MaxTokenLength)
            throw new StateQueryException("page.token", $"\"page.token\" has {token.Length} characters; it may have {MaxTokenLength}.");
        return (limit, token);
    }

    // Dapr's stores take 0 for "no limit", which is also what they see when none is given.
    private static int? ReadLimit(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return null;
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out var limit) || limit < 0)
            throw new StateQueryException("page.limit", $"\"page.limit\" must be a whole number from 1, or 0 for no limit; it is {Describe(element)}.");
        return limit == 0 ? null : limit;
    }

    private static string ReadText(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => element.GetString()!,
        _ => throw new StateQueryException(path, $"\"{path}\" is {Describe(element)}; it must be a string."),
    };

    private static bool IsNamed(JsonProperty member, string name) => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    internal static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => element.GetRawText() is { Length: <= 32 } number ? $"the number {number}" : "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };
}
