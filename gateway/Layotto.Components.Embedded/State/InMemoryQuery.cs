using System.Globalization;
using System.Text.Json;
using Layotto.Components.State.Query;

namespace Layotto.Components.Embedded.State;

/// <summary>Answers a query by looking at every value.</summary>
internal static class InMemoryQuery
{
    private const int CancellationCheckInterval = 256;

    public static StateQueryPage Run(StateQuery query, List<(string Key, InMemoryEntry Entry)> items, CancellationToken cancellationToken)
    {
        var offset = ParseToken(query.Token);
        var matches = new List<Match>();
        for (var index = 0; index < items.Count; index++)
        {
            if (index % CancellationCheckInterval == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (TryMatch(query, items[index].Key, items[index].Entry) is { } match)
                matches.Add(match);
        }

        matches.Sort((left, right) => Compare(query.Sort, left, right));
        var page = matches.Skip(offset).Take(query.Limit ?? int.MaxValue)
            .Select(match => new StateQueryItem(match.Key, match.Entry.Value!.Data, match.Entry.Value.ETag))
            .ToList();
        var end = offset + page.Count;
        return new StateQueryPage(page, end < matches.Count ? end.ToString(CultureInfo.InvariantCulture) : "");
    }

    private static int ParseToken(string token)
    {
        if (token.Length == 0)
            return 0;
        return int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new ComponentException("The page token of the query is none of this store's; give the one that the page before came with.");
    }

    private static Match? TryMatch(StateQuery query, string key, InMemoryEntry entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry.Value!.Data);
            if (query.Filter is not null && !QueryCondition.Holds(query.Filter, document.RootElement))
                return null;
            var sortKeys = new QueryOrdinal[query.Sort.Count];
            for (var index = 0; index < sortKeys.Length; index++)
                sortKeys[index] = QueryOrdinal.Of(QueryCondition.Find(document.RootElement, query.Sort[index].Path));
            return new Match(key, entry, sortKeys);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or JSON with a string that is no Unicode, which shows only when the string is read: nothing a query is about.
            return null;
        }
    }

    private static int Compare(IReadOnlyList<QuerySort> sort, in Match left, in Match right)
    {
        for (var index = 0; index < sort.Count; index++)
        {
            var order = left.SortKeys[index].CompareTo(right.SortKeys[index]);
            if (order != 0)
                return sort[index].IsDescending ? -order : order;
        }

        return left.Entry.Index.CompareTo(right.Entry.Index);
    }

    private readonly record struct Match(string Key, InMemoryEntry Entry, QueryOrdinal[] SortKeys);
}
