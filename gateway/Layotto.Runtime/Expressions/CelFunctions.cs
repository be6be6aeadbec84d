using System.Collections.Frozen;

namespace Layotto.Runtime.Expressions;

/// <summary>The functions there are: those of CEL's standard library.</summary>
internal static class CelFunctions
{
    private static readonly CelKind[] Any = [];
    private static readonly CelKind[] Texts = [CelKind.String];
    private static readonly CelKind[] Numbers = [CelKind.Int, CelKind.Uint, CelKind.Double, CelKind.String];
    private static readonly CelKind[] Sized = [CelKind.String, CelKind.Bytes, CelKind.List, CelKind.Map];
    private static readonly CelKind[] Times = [CelKind.Timestamp];
    private static readonly CelKind[] TimesAndSpans = [CelKind.Timestamp, CelKind.Duration];

    private static readonly CelFunction[] All =
    [
        new("size", 1, 1, CelFunctionForm.Both, Sized, CelKind.Int, arguments => Size(arguments[0])),
        new("contains", 2, 2, CelFunctionForm.Member, Texts, CelKind.Bool, arguments => Test("contains()", arguments, (text, part) => text.Contains(part, StringComparison.Ordinal))),
        new("startsWith", 2, 2, CelFunctionForm.Member, Texts, CelKind.Bool, arguments => Test("startsWith()", arguments, (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        new("endsWith", 2, 2, CelFunctionForm.Member, Texts, CelKind.Bool, arguments => Test("endsWith()", arguments, (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        new("matches", 2, 2, CelFunctionForm.Both, Texts, CelKind.Bool, Matches),
        new("type", 1, 1, CelFunctionForm.Global, Any, CelKind.Type, arguments => CelValue.FromType(arguments[0].Kind)),
        new("dyn", 1, 1, CelFunctionForm.Global, Any, CelKind.Dynamic, arguments => arguments[0]),
        new("int", 1, 1, CelFunctionForm.Global, [.. Numbers, CelKind.Timestamp], CelKind.Int, arguments => CelConversions.ToInteger(arguments[0])),
        new("uint", 1, 1, CelFunctionForm.Global, Numbers, CelKind.Uint, arguments => CelConversions.ToUnsigned(arguments[0])),
        new("double", 1, 1, CelFunctionForm.Global, Numbers, CelKind.Double, arguments => CelConversions.ToDouble(arguments[0])),
        new("bool", 1, 1, CelFunctionForm.Global, [CelKind.Bool, CelKind.String], CelKind.Bool, arguments => CelConversions.ToBoolean(arguments[0])),
        new("bytes", 1, 1, CelFunctionForm.Global, [CelKind.Bytes, CelKind.String], CelKind.Bytes, arguments => CelConversions.ToOctets(arguments[0])),
        new("string", 1, 1, CelFunctionForm.Global, [.. Numbers, CelKind.Bool, CelKind.Bytes, .. TimesAndSpans], CelKind.String, arguments => CelConversions.ToText(arguments[0])),
        new("timestamp", 1, 1, CelFunctionForm.Global, [CelKind.String, CelKind.Int, CelKind.Timestamp], CelKind.Timestamp, arguments => CelTimes.ToTimestamp(arguments[0])),
        new("duration", 1, 1, CelFunctionForm.Global, [CelKind.String, CelKind.Duration], CelKind.Duration, arguments => CelTimes.ToDuration(arguments[0])),
        Part("getFullYear", time => time.Year),
        Part("getMonth", time => time.Month - 1),
        Part("getDate", time => time.Day),
        Part("getDayOfMonth", time => time.Day - 1),
        Part("getDayOfWeek", time => (int)time.DayOfWeek),
        Part("getDayOfYear", time => time.DayOfYear - 1),
        Part("getHours", time => time.Hour, TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerHour),
        Part("getMinutes", time => time.Minute, TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerMinute),
        Part("getSeconds", time => time.Second, TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond),
        Part("getMilliseconds", time => time.Millisecond, TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerMillisecond),
    ];

    private static readonly FrozenDictionary<string, CelFunction> ByName = All.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The names there are.</summary>
    public static IEnumerable<string> Names => All.Select(function => function.Name);

    /// <summary>Finds a function.</summary>
    public static CelFunction? Find(string name) => ByName.GetValueOrDefault(name);

    private static CelFunction Part(string name, Func<DateTime, int> ofTime, long? nanoseconds = null)
        => new(
            name, 1, 2, CelFunctionForm.Member, nanoseconds is null ? Times : TimesAndSpans, CelKind.Int,
            arguments => CelTimes.Part(name, arguments, ofTime, nanoseconds));

    private static CelValue Size(CelValue value) => value.Kind switch
    {
        CelKind.String => CelValue.FromInteger(CodePoints(value.Text)),
        CelKind.Bytes => CelValue.FromInteger(value.Octets.Length),
        CelKind.List => CelValue.FromInteger(value.Items.Length),
        CelKind.Map => CelValue.FromInteger(value.Map.Count),
        _ => CelValue.NoOverload("size()", value),
    };

    private static int CodePoints(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }

    private static CelValue Test(string name, CelValue[] arguments, Func<string, string, bool> test)
        => arguments[0].Kind == CelKind.String && arguments[1].Kind == CelKind.String
            ? CelValue.FromBoolean(test(arguments[0].Text, arguments[1].Text))
            : CelValue.NoOverload(name, arguments);

    private static CelValue Matches(CelValue[] arguments)
    {
        if (arguments[0].Kind != CelKind.String || arguments[1].Kind != CelKind.String)
            return CelValue.NoOverload("matches()", arguments);
        return CelPattern.TryRead(arguments[1].Text, out var pattern) is { } problem
            ? CelValue.Error(problem)
            : CelValue.FromBoolean(pattern!.IsMatch(arguments[0].Text));
    }
}
