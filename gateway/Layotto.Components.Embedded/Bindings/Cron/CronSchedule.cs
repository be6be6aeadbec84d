using Cronos;
using Layotto.Components.Metadata;

namespace Layotto.Components.Embedded.Bindings.Cron;

/// <summary>
/// When a cron binding fires: five fields, or six with the seconds first, or <c>@every 5s</c>, <c>@hourly</c> and its likes, with
/// <c>TZ=Europe/Berlin</c> or <c>CRON_TZ=…</c> before them where the times aren't those of the machine's time zone.
/// </summary>
/// <remarks>
/// As everywhere since Vixie's cron, and in Dapr, a time matches when either of the two fields of days does, unless one of them is a
/// star. Cronos wants both to match, so such a schedule is made of two.
/// </remarks>
internal sealed class CronSchedule
{
    private const string Every = "@every ";
    private const int FieldsWithSeconds = 6;

    private readonly IReadOnlyList<CronExpression> _expressions;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _interval;

    private CronSchedule(IReadOnlyList<CronExpression> expressions, TimeZoneInfo zone, TimeSpan interval)
    {
        _expressions = expressions;
        _zone = zone;
        _interval = interval;
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">It is none; the message is the end of a sentence that names it.</exception>
    public static CronSchedule Parse(string text)
    {
        var zone = TimeZoneInfo.Local;
        var schedule = text.Trim();
        if (schedule.StartsWith("TZ=", StringComparison.Ordinal) || schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            var parts = schedule.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length < 2)
                throw new FormatException("has a time zone with no schedule behind it");
            var name = parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..];
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found))
                throw new FormatException($"names the time zone \"{name}\", which this machine doesn't know");
            zone = found;
            schedule = parts[1];
        }

        if (schedule.StartsWith(Every, StringComparison.Ordinal))
        {
            return GoDuration.TryParse(schedule.AsSpan(Every.Length).Trim(), out var interval) && interval > TimeSpan.Zero
                ? new CronSchedule([], zone, Whole(interval))
                : throw new FormatException("must have a duration such as 5s or 1h30m, and of more than 0, after @every");
        }

        try
        {
            return new CronSchedule(Expressions(schedule), zone, TimeSpan.Zero);
        }
        catch (CronFormatException exception)
        {
            throw new FormatException($"isn't understood: {exception.Message}", exception);
        }
    }

    /// <summary>The first time after another at which to fire; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_interval > TimeSpan.Zero)
            return new DateTimeOffset(after.Ticks - (after.Ticks % TimeSpan.TicksPerMillisecond), after.Offset) + _interval;
        return _expressions.Select(expression => expression.GetNextOccurrence(after, _zone)).Min();
    }

    private static List<CronExpression> Expressions(string schedule)
    {
        if (schedule.StartsWith('@'))
            return [CronExpression.Parse(schedule)];
        var fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (FieldsWithSeconds or FieldsWithSeconds - 1))
            throw new FormatException($"has {fields.Length} fields; it must have 5, or 6 with the seconds first");
        var format = fields.Length == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard;
        var (day, weekday) = (fields.Length - 3, fields.Length - 1);
        if (IsStar(fields[day]) || IsStar(fields[weekday]))
            return [CronExpression.Parse(string.Join(' ', fields), format)];
        return [ParseWithout(weekday), ParseWithout(day)];

        CronExpression ParseWithout(int field)
        {
            var changed = fields.ToArray();
            changed[field] = "*";
            return CronExpression.Parse(string.Join(' ', changed), format);
        }
    }

    // A list that has a star counts as one, a star with a step doesn't.
    private static bool IsStar(string field) => field.Split(',').Any(part => part is "*" or "?" or "*/1" or "?/1");

    private static TimeSpan Whole(TimeSpan interval)
        => TimeSpan.FromMilliseconds(Math.Max(1, Math.Floor(interval.TotalMilliseconds)));
}
