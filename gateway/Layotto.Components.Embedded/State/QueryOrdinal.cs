using System.Text.Json;

namespace Layotto.Components.Embedded.State;

/// <summary>
/// The place of a member in the order of a query: what isn't there or is null comes first, then numbers (false and true are 0
/// and 1), then strings, then objects and arrays by their text. SQLite's order is the same.
/// </summary>
internal readonly struct QueryOrdinal : IComparable<QueryOrdinal>
{
    private readonly int _rank;
    private readonly QueryNumber _number;
    private readonly string? _text;

    private QueryOrdinal(int rank, QueryNumber number, string? text)
    {
        _rank = rank;
        _number = number;
        _text = text;
    }

    public static QueryOrdinal Of(JsonElement? element) => element?.ValueKind switch
    {
        null or JsonValueKind.Null or JsonValueKind.Undefined => default,
        JsonValueKind.Number => new QueryOrdinal(1, QueryNumber.Of(element.Value), null),
        JsonValueKind.False => new QueryOrdinal(1, QueryNumber.Of(0), null),
        JsonValueKind.True => new QueryOrdinal(1, QueryNumber.Of(1), null),
        JsonValueKind.String => new QueryOrdinal(2, default, element.Value.GetString()),
        _ => new QueryOrdinal(2, default, element.Value.GetRawText()),
    };

    public int CompareTo(QueryOrdinal other)
    {
        if (_rank != other._rank)
            return _rank.CompareTo(other._rank);
        return _rank == 1 ? _number.CompareTo(other._number) : string.CompareOrdinal(_text, other._text);
    }
}
