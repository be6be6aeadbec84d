using System.Globalization;

namespace Layotto.Grpc.Protocol;

/// <summary>The value of <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
internal static class TimeoutHeader
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    /// <summary>Reads a value; the largest, some eleven thousand years, still fits a <see cref="TimeSpan"/>.</summary>
    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1)
            return false;
        long ticksPerUnit;
        switch (text[^1])
        {
            case 'H':
                ticksPerUnit = TimeSpan.TicksPerHour;
                break;
            case 'M':
                ticksPerUnit = TimeSpan.TicksPerMinute;
                break;
            case 'S':
                ticksPerUnit = TimeSpan.TicksPerSecond;
                break;
            case 'm':
                ticksPerUnit = TimeSpan.TicksPerMillisecond;
                break;
            case 'u':
                ticksPerUnit = TimeSpan.TicksPerMicrosecond;
                break;
            case 'n':
                ticksPerUnit = 0;
                break;
            default:
                return false;
        }

        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            return false;
        var ticks = ticksPerUnit == 0 ? (amount + 99L) / 100 : amount * ticksPerUnit;
        timeout = TimeSpan.FromTicks(ticks);
        return true;
    }

    /// <summary>Writes a value in the finest unit it fits, rounded up so that no deadline is shortened.</summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = timeout.Ticks;
        if (ticks <= 0)
            return "1n";
        if (ticks <= MaxValue / 100)
            return (ticks * 100).ToString(CultureInfo.InvariantCulture) + "n";
        return Scaled(ticks, TimeSpan.TicksPerMicrosecond, "u")
            ?? Scaled(ticks, TimeSpan.TicksPerMillisecond, "m")
            ?? Scaled(ticks, TimeSpan.TicksPerSecond, "S")
            ?? Scaled(ticks, TimeSpan.TicksPerMinute, "M")
            ?? Scaled(ticks, TimeSpan.TicksPerHour, "H")
            ?? MaxValue.ToString(CultureInfo.InvariantCulture) + "H";
    }

    private static string? Scaled(long ticks, long ticksPerUnit, string unit)
    {
        var amount = ticks / ticksPerUnit + (ticks % ticksPerUnit == 0 ? 0 : 1);
        return amount <= MaxValue ? amount.ToString(CultureInfo.InvariantCulture) + unit : null;
    }
}
