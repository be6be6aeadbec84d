using System.Globalization;
using System.Text.Json;

namespace Layotto.Components.Embedded.State;

/// <summary>A number of JSON: a 64-bit integer where it is one, so that long identifiers compare exactly, else a double.</summary>
internal readonly struct QueryNumber : IComparable<QueryNumber>
{
    private readonly long? _integer;
    private readonly double _real;

    private QueryNumber(long? integer, double real)
    {
        _integer = integer;
        _real = real;
    }

    public static QueryNumber Of(JsonElement element)
        => element.TryGetInt64(out var integer) ? new QueryNumber(integer, integer) : new QueryNumber(null, element.GetDouble());

    public static QueryNumber Of(long integer) => new(integer, integer);

    public static QueryNumber Parse(string text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? new QueryNumber(integer, integer)
            : new QueryNumber(null, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

    public int CompareTo(QueryNumber other)
        => _integer is { } left && other._integer is { } right ? left.CompareTo(right) : _real.CompareTo(other._real);
}
