using System.Globalization;
using Layotto.Benchmarks.Statistics;

namespace Layotto.Benchmarks.Tables;

/// <summary>Numbers with about three significant digits, which is more than any of these measurements holds.</summary>
internal static class NumberText
{
    public static string Of(double value) => value.ToString(
        Math.Abs(value) switch
        {
            >= 100 => "F0",
            >= 10 => "F1",
            _ => "F2",
        },
        CultureInfo.InvariantCulture);

    /// <summary>Median and range, as in <c>41.1 [38.0–44.2]</c>; the median alone when there is one value only.</summary>
    public static string Of(Summary summary) => summary.Count == 1
        ? Of(summary.Median)
        : $"{Of(summary.Median)} [{Of(summary.Minimum)}–{Of(summary.Maximum)}]";

    /// <summary>A ratio always has two decimals: the third would be noise, the second is the point.</summary>
    public static string OfRatio(Summary summary)
    {
        var median = summary.Median.ToString("F2", CultureInfo.InvariantCulture);
        return summary.Count == 1
            ? median
            : string.Create(CultureInfo.InvariantCulture, $"{median} [{summary.Minimum:F2}–{summary.Maximum:F2}]");
    }
}
