using System.Buffers;
using System.Globalization;
using System.Text;

namespace Layotto.Components.Metadata;

/// <summary>
/// Durations in the syntax of Go's <c>time.ParseDuration</c>: signed decimal numbers, each with a unit, such as <c>1h30m</c>
/// or <c>-1.5s</c>. Units: <c>ns</c>, <c>us</c> (<c>µs</c>), <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>.
/// </summary>
public static class GoDuration
{
    private const decimal NanosecondsPerTick = 100;
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration. A fraction of a tick (100 ns) is cut off.</summary>
    /// <returns>False when the text is no duration, or one of more than 292 years, which is Go's limit.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var negative = false;
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            negative = text[0] == '-';
            text = text[1..];
        }

        if (text is "0")
            return true;
        if (text.Length is 0 or > 64)
            return false;

        decimal nanoseconds = 0;
        while (text.Length > 0)
        {
            var digits = text.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !TryParseNumber(text[..digits], out var number))
                return false;
            text = text[digits..];
            var letters = text.IndexOfAny(NumberCharacters);
            var unit = letters < 0 ? text : text[..letters];
            if (NanosecondsOf(unit) is not { } factor)
                return false;

            // Compared before it is multiplied: the product may be more than any number holds.
            var limit = negative ? -(decimal)long.MinValue : long.MaxValue;
            if (number > limit / factor || (nanoseconds += number * factor) > limit)
                return false;
            text = text[unit.Length..];
        }

        var ticks = (long)(nanoseconds / NanosecondsPerTick);
        duration = TimeSpan.FromTicks(negative ? -ticks : ticks);
        return true;
    }

    /// <summary>Reads a duration, or a whole number as that many seconds: the rule for component metadata.</summary>
    /// <returns>False when the text is neither, or longer than Go's limit of 292 years.</returns>
    public static bool TryParseOrSeconds(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        text = text.Trim();
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return TryParse(text, out duration);
        if (Math.Abs((decimal)seconds) > long.MaxValue / 1_000_000_000)
        {
            duration = default;
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Writes a duration in the same syntax, as short as it gets: <c>1m30s</c>, <c>500ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0s";
        var text = new StringBuilder();
        var ticks = Math.Abs((decimal)duration.Ticks);
        if (duration < TimeSpan.Zero)
            text.Append('-');
        if (ticks < TimeSpan.TicksPerMillisecond)
            return text.Append(CultureInfo.InvariantCulture, $"{ticks / 10:0.#}µs").ToString();
        if (ticks < TimeSpan.TicksPerSecond)
            return text.Append(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerMillisecond:0.####}ms").ToString();

        var hours = decimal.Floor(ticks / TimeSpan.TicksPerHour);
        ticks -= hours * TimeSpan.TicksPerHour;
        var minutes = decimal.Floor(ticks / TimeSpan.TicksPerMinute);
        ticks -= minutes * TimeSpan.TicksPerMinute;
        if (hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        if (minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        if (ticks > 0)
            text.Append(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond:0.#######}s");
        return text.ToString();
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length <= 28
            && text is not "."
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static decimal? NanosecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => null,
    };
}
