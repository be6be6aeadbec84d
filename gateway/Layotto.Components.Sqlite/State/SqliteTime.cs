using System.Globalization;

namespace Layotto.Components.Sqlite.State;

/// <summary>
/// Times as the table has them: text in UTC that sorts as the times do. Dapr's store writes whole seconds; the milliseconds after
/// them here are read and compared rightly by both, and keep a value from expiring up to a second too early.
/// </summary>
internal static class SqliteTime
{
    private const string FormatString = "yyyy-MM-dd HH:mm:ss.fff";

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(FormatString, CultureInfo.InvariantCulture);

    /// <summary>Reads a time as anybody may have written it; false when it is none.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
        => DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
