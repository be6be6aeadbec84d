using System.Text.Json;
using Layotto.Components.State.Query;

namespace Layotto.Components.Embedded.State;

/// <summary>Whether a document fulfils the filter of a query.</summary>
internal static class QueryCondition
{
    public static bool Holds(QueryFilter filter, JsonElement document)
    {
        switch (filter)
        {
            case QueryFilter.And and:
                foreach (var operand in and.Operands)
                {
                    if (!Holds(operand, document))
                        return false;
                }

                return true;
            case QueryFilter.Or or:
                foreach (var operand in or.Operands)
                {
                    if (Holds(operand, document))
                        return true;
                }

                return false;
            case QueryFilter.In some:
                return Find(document, some.Path) is { } member && IsAnyOf(member, some.Values);
            case QueryFilter.Compare compare:
                return Find(document, compare.Path) is { } value && Compares(value, compare.Comparison, compare.Value);
            default:
                throw new ComponentException($"The in-memory state store can't evaluate the condition {filter.GetType().Name}.");
        }
    }

    /// <summary>The member at a path, or null where there is none.</summary>
    public static JsonElement? Find(JsonElement document, IReadOnlyList<string> path)
    {
        var element = document;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }

    private static bool IsAnyOf(JsonElement member, IReadOnlyList<QueryValue> values)
    {
        foreach (var value in values)
        {
            if (AreEqual(member, value))
                return true;
        }

        return false;
    }

    private static bool Compares(JsonElement member, QueryComparison comparison, QueryValue value)
    {
        if (comparison == QueryComparison.Equal)
            return AreEqual(member, value);
        if (comparison == QueryComparison.NotEqual)
            return !AreEqual(member, value);
        if (member.ValueKind != value.Kind)
            return false;

        var order = value.Kind == JsonValueKind.Number
            ? QueryNumber.Of(member).CompareTo(QueryNumber.Parse(value.Text))
            : string.CompareOrdinal(member.GetString(), value.Text);
        return comparison switch
        {
            QueryComparison.Greater => order > 0,
            QueryComparison.GreaterOrEqual => order >= 0,
            QueryComparison.Less => order < 0,
            _ => order <= 0,
        };
    }

    private static bool AreEqual(JsonElement member, QueryValue value)
        => member.ValueKind == value.Kind && value.Kind switch
        {
            JsonValueKind.Number => QueryNumber.Of(member).CompareTo(QueryNumber.Parse(value.Text)) == 0,
            JsonValueKind.String => member.ValueEquals(value.Text),
            _ => true,
        };
}
