using System.Globalization;

namespace Layotto.Benchmarks.Machine;

/// <summary>The load average of the last minute, and the rule that a busy machine is not measured on.</summary>
internal static class LoadAverage
{
    /// <summary>Above it, somebody else's work is in the numbers.</summary>
    public const double Highest = 0.3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static double Read() => Parse(File.ReadAllText("/proc/loadavg"));

    /// <summary>Waits for the average to fall, as it takes minutes to forget a build.</summary>
    /// <returns>True if the machine is quiet, false if it was not within <paramref name="patience"/>.</returns>
    public static async Task<bool> WaitForQuietAsync(
        TimeSpan patience, TimeProvider timeProvider, TextWriter log, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        while (Read() > Highest)
        {
            if (timeProvider.GetElapsedTime(start) >= patience)
                return false;
            await log.WriteLineAsync(FormattableString.Invariant($"load average {Read():F2}, waiting for {Highest:F1} or less"));
            await Task.Delay(Pause, timeProvider, cancellationToken);
        }

        return true;
    }

    internal static double Parse(string line) =>
        double.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
}
