using System.Globalization;
using System.Text.Json;

namespace Layotto.Components.State.Query;

/// <summary>Reads the filter of one query, and counts its conditions and values as it goes.</summary>
internal sealed class QueryFilterReader
{
    /// <summary>How deep conditions may nest.</summary>
    public const int MaxDepth = 16;

    /// <summary>The most comparisons in one filter.</summary>
    public const int MaxComparisons = 256;

    /// <summary>The most values to compare with in one filter.</summary>
    public const int MaxValues = 4096;

    private int _comparisons;
    private int _values;

    public QueryFilter Read(JsonElement element, string path, int depth)
    {
        if (depth > MaxDepth)
            throw new StateQueryException(path, $"The filter nests deeper than {MaxDepth} conditions.");
        var (name, operand) = ReadSingleMember(element, path, "an operator, such as EQ or AND");
        var inner = $"{path}.{name}";
        return name switch
        {
            "AND" => new QueryFilter.And(ReadOperands(operand, inner, depth)),
            "OR" => new QueryFilter.Or(ReadOperands(operand, inner, depth)),
            "EQ" => ReadComparison(operand, inner, QueryComparison.Equal),
            "NEQ" => ReadComparison(operand, inner, QueryComparison.NotEqual),
            "GT" => ReadComparison(operand, inner, QueryComparison.Greater),
            "GTE" => ReadComparison(operand, inner, QueryComparison.GreaterOrEqual),
            "LT" => ReadComparison(operand, inner, QueryComparison.Less),
            "LTE" => ReadComparison(operand, inner, QueryComparison.LessOrEqual),
            "IN" => ReadIn(operand, inner),
            _ => throw new StateQueryException(
                path,
                $"\"{path}\" has the operator \"{Shorten(name)}\"; the operators are AND, OR, EQ, NEQ, GT, GTE, LT, LTE and IN."),
        };
    }

    private QueryFilter[] ReadOperands(JsonElement element, string path, int depth)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw new StateQueryException(path, $"\"{path}\" is {StateQueryParser.Describe(element)}; it must be an array of conditions.");
        var operands = new QueryFilter[element.GetArrayLength()];
        if (operands.Length < 2)
            throw new StateQueryException(path, $"\"{path}\" must contain at least two conditions; it has {operands.Length}.");
        for (var index = 0; index < operands.Length; index++)
            operands[index] = Read(element[index], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), depth + 1);
        return operands;
    }

    private QueryFilter.Compare ReadComparison(JsonElement element, string path, QueryComparison comparison)
    {
        var (key, operand) = ReadSingleMember(element, path, "a key and the value to compare with");
        CountComparison(path);
        var value = ReadValue(operand, $"{path}.{Shorten(key)}");
        var isOrder = comparison is not (QueryComparison.Equal or QueryComparison.NotEqual);
        if (isOrder && value.Kind is not (JsonValueKind.Number or JsonValueKind.String))
            throw new StateQueryException(path, $"\"{path}\" compares with {StateQueryParser.Describe(operand)}; only numbers and strings have an order.");
        return new QueryFilter.Compare(StateQueryParser.SplitKey(key, path), comparison, value);
    }

    private QueryFilter.In ReadIn(JsonElement element, string path)
    {
        var (key, operand) = ReadSingleMember(element, path, "a key and an array of values");
        CountComparison(path);
        if (operand.ValueKind != JsonValueKind.Array)
            throw new StateQueryException(path, $"\"{path}.{Shorten(key)}\" is {StateQueryParser.Describe(operand)}; it must be an array of values.");
        var values = new QueryValue[operand.GetArrayLength()];
        if (values.Length == 0)
            throw new StateQueryException(path, $"\"{path}.{Shorten(key)}\" is empty; it must hold at least one value.");
        for (var index = 0; index < values.Length; index++)
            values[index] = ReadValue(operand[index], string.Create(CultureInfo.InvariantCulture, $"{path}.{Shorten(key)}[{index}]"));
        return new QueryFilter.In(StateQueryParser.SplitKey(key, path), values);
    }

    private QueryValue ReadValue(JsonElement element, string path)
    {
        if (++_values > MaxValues)
            throw new StateQueryException(path, $"The filter compares with more than {MaxValues} values.");
        return element.ValueKind switch
        {
            JsonValueKind.String => new QueryValue(JsonValueKind.String, element.GetString()!),
            JsonValueKind.Number => new QueryValue(JsonValueKind.Number, element.GetRawText()),
            JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => new QueryValue(element.ValueKind, ""),
            _ => throw new StateQueryException(
                path, $"\"{path}\" is {StateQueryParser.Describe(element)}; it must be a string, a number, true, false or null."),
        };
    }

    private static (string Name, JsonElement Value) ReadSingleMember(JsonElement element, string path, string expected)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new StateQueryException(path, $"\"{path}\" is {StateQueryParser.Describe(element)}; it must be an object with {expected}.");
        var members = element.EnumerateObject();
        if (!members.MoveNext())
            throw new StateQueryException(path, $"\"{path}\" is empty; it must have a single element: {expected}.");
        var first = members.Current;
        if (members.MoveNext())
            throw new StateQueryException(path, $"\"{path}\" must have a single element, {expected}; join several with AND or OR.");
        return (first.Name, first.Value);
    }

    private void CountComparison(string path)
    {
        if (++_comparisons > MaxComparisons)
            throw new StateQueryException(path, $"The filter has more than {MaxComparisons} comparisons.");
    }

    // What a client sent is quoted only as far as it helps to find it.
    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 64), "…");
}
