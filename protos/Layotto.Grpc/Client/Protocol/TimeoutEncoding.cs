using System.Globalization;

namespace Layotto.Grpc.Client.Protocol;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit (gRPC over HTTP/2, Timeout).</summary>
internal static class TimeoutEncoding
{
    private const long MaxValue = 99_999_999;

    /// <summary>Writes a time in the finest unit that holds it, rounded up so that the server never gives up first.</summary>
    /// <param name="timeout">The time, more than zero.</param>
    public static string Encode(TimeSpan timeout)
    {
        ReadOnlySpan<(long Ticks, char Unit)> units =
        [
            (TimeSpan.TicksPerMicrosecond, 'u'),
            (TimeSpan.TicksPerMillisecond, 'm'),
            (TimeSpan.TicksPerSecond, 'S'),
            (TimeSpan.TicksPerMinute, 'M'),
        ];
        foreach (var (ticks, unit) in units)
        {
            var count = RoundedUp(timeout.Ticks, ticks);
            if (count <= MaxValue)
                return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
        }

        var hours = Math.Min(RoundedUp(timeout.Ticks, TimeSpan.TicksPerHour), MaxValue);
        return string.Create(CultureInfo.InvariantCulture, $"{hours}H");
    }

    private static long RoundedUp(long ticks, long unit) => (ticks / unit) + (ticks % unit > 0 ? 1 : 0);
}
