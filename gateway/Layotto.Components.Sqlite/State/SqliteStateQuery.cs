using System.Globalization;
using System.Text;
using System.Text.Json;
using Layotto.Components.Sqlite.Connections;
using Layotto.Components.State.Query;

namespace Layotto.Components.Sqlite.State;

/// <summary>
/// Translates a query to SQL over SQLite's JSON functions. The SQL text has nothing of the query in it but its shape; every path,
/// value, limit and offset is a parameter.
/// </summary>
internal sealed class SqliteStateQuery
{
    // SQLite may look at conditions in any order, and its JSON functions fail on what is no JSON; a CASE is never looked into too early.
    private const string Document = "(CASE WHEN is_binary = 0 AND json_valid(value) THEN value END)";

    private readonly StringBuilder _sql = new();
    private readonly List<object> _parameters = [];
    private readonly int? _limit;
    private readonly long _offset;

    /// <summary>Translates a query.</summary>
    /// <exception cref="ComponentException">The query has a key that can't be translated, or a token of another store.</exception>
    public SqliteStateQuery(StateQuery query, string table)
    {
        _limit = query.Limit;
        _offset = ParseToken(query.Token);
        _sql.Append("SELECT key, value, etag FROM ").Append(table)
            .Append(" WHERE ").Append(Document).Append(" IS NOT NULL AND ").Append(SqliteStateSql.Lives("?1"));
        _parameters.Add("");
        if (query.Filter is not null)
        {
            _sql.Append(" AND ");
            Append(query.Filter);
        }

        _sql.Append(" ORDER BY ");
        foreach (var sort in query.Sort)
            _sql.Append("json_extract(").Append(Document).Append(", ").Append(Path(sort.Path)).Append(sort.IsDescending ? ") DESC, " : "), ");
        _sql.Append("rowid LIMIT ").Append(Parameter(_limit is { } limit ? limit + 1L : -1L)).Append(" OFFSET ").Append(Parameter(_offset));
    }

    /// <summary>Runs the query.</summary>
    public StateQueryPage Run(SqliteDatabase database, string now)
    {
        using var rows = database.Prepare(_sql.ToString());
        _parameters[0] = now;
        Bind(rows);
        var items = new List<StateQueryItem>();
        while (rows.Step())
        {
            if (items.Count == _limit)
                return new StateQueryPage(items, (_offset + items.Count).ToString(CultureInfo.InvariantCulture));
            items.Add(new StateQueryItem(rows.GetText(0), rows.GetUtf8(1).ToArray(), rows.GetText(2)));
        }

        return new StateQueryPage(items, "");
    }

    private static long ParseToken(string token)
    {
        if (token.Length == 0)
            return 0;
        return long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new ComponentException("The page token of the query is none of this store's; give the one that the page before came with.");
    }

    private void Append(QueryFilter filter)
    {
        switch (filter)
        {
            case QueryFilter.And and:
                AppendAll(and.Operands, " AND ");
                break;
            case QueryFilter.Or or:
                AppendAll(or.Operands, " OR ");
                break;
            case QueryFilter.Compare compare:
                AppendComparison(compare);
                break;
            case QueryFilter.In some:
                AppendIn(some);
                break;
            default:
                throw new ComponentException($"The SQLite state store can't evaluate the condition {filter.GetType().Name}.");
        }
    }

    private void AppendAll(IReadOnlyList<QueryFilter> operands, string separator)
    {
        _sql.Append('(');
        for (var index = 0; index < operands.Count; index++)
        {
            if (index > 0)
                _sql.Append(separator);
            Append(operands[index]);
        }

        _sql.Append(')');
    }

    private void AppendComparison(QueryFilter.Compare compare)
    {
        var path = Path(compare.Path);
        if (compare.Comparison == QueryComparison.NotEqual)
        {
            // What isn't there doesn't compare at all, so it isn't unequal either.
            _sql.Append("(json_type(").Append(Document).Append(", ").Append(path).Append(") IS NOT NULL AND NOT ");
            AppendValue(path, "=", compare.Value);
            _sql.Append(')');
            return;
        }

        AppendValue(path, OperatorOf(compare.Comparison), compare.Value);
    }

    private void AppendIn(QueryFilter.In some)
    {
        var path = Path(some.Path);
        _sql.Append('(');
        AppendValues(path, JsonValueKind.String, some.Values);
        AppendValues(path, JsonValueKind.Number, some.Values);
        foreach (var value in some.Values.Where(value => value.Kind is not (JsonValueKind.String or JsonValueKind.Number)).Distinct())
        {
            AppendValue(path, "=", value);
            _sql.Append(" OR ");
        }

        _sql.Append("0)");
    }

    // As one list for each type, since SQLite bounds how many conditions can be joined.
    private void AppendValues(string path, JsonValueKind kind, IReadOnlyList<QueryValue> values)
    {
        var ofKind = values.Where(value => value.Kind == kind).ToList();
        if (ofKind.Count == 0)
            return;
        _sql.Append('(').Append(TypeIs(path, kind)).Append(" AND json_extract(").Append(Document).Append(", ").Append(path).Append(") IN (")
            .AppendJoin(", ", ofKind.Select(ParameterOf)).Append(")) OR ");
    }

    private void AppendValue(string path, string comparison, QueryValue value)
    {
        _sql.Append('(').Append(TypeIs(path, value.Kind));
        if (value.Kind is JsonValueKind.String or JsonValueKind.Number)
        {
            _sql.Append(" AND json_extract(").Append(Document).Append(", ").Append(path).Append(") ")
                .Append(comparison).Append(' ').Append(ParameterOf(value));
        }

        _sql.Append(')');
    }

    private static string TypeIs(string path, JsonValueKind kind) => $"json_type({Document}, {path}) " + kind switch
    {
        JsonValueKind.String => "= 'text'",
        JsonValueKind.Number => "IN ('integer', 'real')",
        JsonValueKind.True => "= 'true'",
        JsonValueKind.False => "= 'false'",
        _ => "= 'null'",
    };

    private static string OperatorOf(QueryComparison comparison) => comparison switch
    {
        QueryComparison.Equal => "=",
        QueryComparison.Greater => ">",
        QueryComparison.GreaterOrEqual => ">=",
        QueryComparison.Less => "<",
        _ => "<=",
    };

    private string ParameterOf(QueryValue value)
    {
        if (value.Kind == JsonValueKind.String)
            return Parameter(value.Text);
        return long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? Parameter(integer)
            : Parameter(double.Parse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private string Path(IReadOnlyList<string> names)
    {
        var path = new StringBuilder("$");
        foreach (var name in names)
        {
            // SQLite's paths have no way to write a quote within a quoted name.
            if (name.AsSpan().ContainsAny('"', '\\'))
                throw new ComponentException($"The key \"{string.Join('.', names)}\" of the query has a quote or a backslash; the SQLite state store can't look for it.");
            path.Append(".\"").Append(name).Append('"');
        }

        return Parameter(path.ToString());
    }

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"?{_parameters.Count}");
    }

    private void Bind(SqliteStatement statement)
    {
        for (var index = 0; index < _parameters.Count; index++)
        {
            _ = _parameters[index] switch
            {
                long number => statement.Bind(index + 1, number),
                double number => statement.Bind(index + 1, number),
                var text => statement.Bind(index + 1, (string)text),
            };
        }
    }
}
