using System.Globalization;
using System.Text.RegularExpressions;
using Layotto.Benchmarks.Results;

namespace Layotto.Benchmarks.Tools;

/// <summary>Reads what wrk 4.1 prints with --latency.</summary>
internal static partial class WrkOutput
{
    public static LoadFigures Parse(string output)
    {
        if (Wrong().Match(output) is { Success: true } wrong)
            return LoadFigures.Faulty(wrong.Value.Trim() + ".");
        var rate = Rate().Match(output);
        var total = Total().Match(output);
        if (!rate.Success || !total.Success)
            return LoadFigures.Faulty("The output of wrk could not be understood.");
        var responses = long.Parse(total.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        if (responses == 0)
            return LoadFigures.Faulty("No response arrived.");

        var values = new Dictionary<Metric, double>
        {
            [Metric.RequestsPerSecond] = double.Parse(rate.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture),
        };
        foreach (Match percentile in Percentile().Matches(output))
        {
            if (MetricOf(percentile.Groups["percent"].Value) is { } metric)
                values[metric] = DurationText.ToMicroseconds(percentile.Groups["time"].ValueSpan);
        }

        return new LoadFigures(values, responses, Fault: null);
    }

    private static Metric? MetricOf(string percent) => percent switch
    {
        "50" => Metric.P50,
        "90" => Metric.P90,
        "99" => Metric.P99,
        _ => null,
    };

    [GeneratedRegex(@"^\s*(Socket errors:.*|Non-2xx or 3xx responses:.*)$", RegexOptions.Multiline)]
    private static partial Regex Wrong();

    [GeneratedRegex(@"^Requests/sec:\s+(?<rate>[\d.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate();

    [GeneratedRegex(@"^\s*(?<count>\d+) requests in ", RegexOptions.Multiline)]
    private static partial Regex Total();

    [GeneratedRegex(@"^\s*(?<percent>50|75|90|99)%\s+(?<time>[\d.]+(us|ms|s|m|h))\s*$", RegexOptions.Multiline)]
    private static partial Regex Percentile();
}
