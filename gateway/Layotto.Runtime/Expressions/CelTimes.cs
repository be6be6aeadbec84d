using System.Buffers;
using System.Globalization;

namespace Layotto.Runtime.Expressions;

/// <summary>Points in time and lengths of time.</summary>
internal static class CelTimes
{
    // RFC 3339; CEL's years have four digits, those of .NET begin with 1.
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, decimal Nanoseconds)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    public static CelValue ToTimestamp(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Timestamp:
                return value;
            case CelKind.Int:
                return value.Integer is >= -62_135_596_800 and <= 253_402_300_799
                    ? CelValue.FromTime(DateTimeOffset.FromUnixTimeSeconds(value.Integer).UtcDateTime)
                    : CelValue.Error("the timestamp is out of range");
            case CelKind.String:
                var text = value.Text.Length > 64 ? "" : Shortened(value.Text);
                return (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
                    && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                        ? CelValue.FromTime(time.UtcDateTime)
                        : CelValue.Error("the text is no timestamp such as 2030-01-02T03:04:05Z");
            default:
                return CelValue.NoOverload("timestamp()", value);
        }
    }

    public static CelValue ToDuration(CelValue value) => value.Kind switch
    {
        CelKind.Duration => value,
        CelKind.String => Read(value.Text) is { } nanoseconds
            ? CelValue.FromNanoseconds(nanoseconds)
            : CelValue.Error("the text is no duration such as 1h30m or 1.5s"),
        _ => CelValue.NoOverload("duration()", value),
    };

    /// <summary>A part of a time, in a time zone where one is given; or the whole of a duration in a unit.</summary>
    public static CelValue Part(string name, CelValue[] arguments, Func<DateTime, int> ofTime, long? nanoseconds)
    {
        if (arguments[0].Kind == CelKind.Duration && nanoseconds is { } unit && arguments.Length == 1)
        {
            // A duration's milliseconds are those beyond its whole seconds.
            var whole = arguments[0].Nanoseconds / unit;
            return CelValue.FromInteger(name == "getMilliseconds" ? whole % 1000 : whole);
        }

        if (arguments[0].Kind != CelKind.Timestamp || (arguments.Length > 1 && arguments[1].Kind != CelKind.String))
            return CelValue.NoOverload($"{name}()", arguments);
        if (arguments.Length == 1)
            return CelValue.FromInteger(ofTime(arguments[0].Time));
        return Zone(arguments[1].Text) is { } zone
            ? CelValue.FromInteger(ofTime(TimeZoneInfo.ConvertTimeFromUtc(arguments[0].Time, zone)))
            : CelValue.Error($"{name}() takes a time zone such as Europe/Berlin or +02:00");
    }

    // An offset is written without or with its sign.
    private static TimeZoneInfo? Zone(string name)
    {
        var isOffset = name.Contains(':', StringComparison.Ordinal);
        if (!isOffset)
            return name.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
        return TimeSpan.TryParseExact(name.TrimStart('+', '-'), @"hh\:mm", CultureInfo.InvariantCulture, out var offset) && offset < TimeSpan.FromHours(14)
            ? TimeZoneInfo.CreateCustomTimeZone(name, name.StartsWith('-') ? -offset : offset, name, name)
            : null;
    }

    // What .NET keeps of a fraction are seven digits.
    private static string Shortened(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            return text;
        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - point - 1 > 7 ? string.Concat(text.AsSpan(0, point + 8), text.AsSpan(end)) : text;
    }

    private static long? Read(string text)
    {
        var isNegative = text.StartsWith('-');
        var rest = text.AsSpan(text.StartsWith('+') || isNegative ? 1 : 0);
        if (rest.Length is 0 or > 64)
            return null;
        if (rest is "0")
            return 0;
        var total = 0m;
        while (rest.Length > 0)
        {
            var length = rest.IndexOfAnyExcept(NumberCharacters);
            if (length <= 0 || !decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            rest = rest[length..];
            var unitLength = rest.IndexOfAny(NumberCharacters);
            var unit = unitLength < 0 ? rest : rest[..unitLength];
            if (Factor(unit) is not { } factor || number > long.MaxValue / factor)
                return null;
            total += number * factor;
            rest = rest[unit.Length..];
        }

        return total <= long.MaxValue ? (long)(isNegative ? -total : total) : null;
    }

    private static decimal? Factor(ReadOnlySpan<char> unit)
    {
        foreach (var (name, nanoseconds) in Units)
        {
            if (unit.SequenceEqual(name))
                return nanoseconds;
        }

        return null;
    }
}
