using System.Globalization;
using System.Text.RegularExpressions;
using Layotto.Benchmarks.Results;

namespace Layotto.Benchmarks.Tools;

/// <summary>Reads what h2load 1.52 prints.</summary>
internal static partial class H2LoadOutput
{
    public static LoadFigures Parse(string output)
    {
        var finished = Finished().Match(output);
        var requests = Requests().Match(output);
        var codes = StatusCodes().Match(output);
        if (!finished.Success || !requests.Success || !codes.Success)
            return LoadFigures.Faulty("The output of h2load could not be understood.");

        var succeeded = Number(requests, "succeeded");
        var bad = Number(requests, "failed") + Number(requests, "errored") + Number(requests, "timeout");
        if (bad > 0)
            return LoadFigures.Faulty($"{bad} requests failed.");
        if (Number(codes, "ok") != succeeded)
            return LoadFigures.Faulty($"{succeeded - Number(codes, "ok")} responses with another status than 2xx.");
        if (succeeded == 0)
            return LoadFigures.Faulty("No request succeeded.");

        var values = new Dictionary<Metric, double>
        {
            [Metric.RequestsPerSecond] = double.Parse(finished.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture),
        };
        if (TimeForRequest().Match(output) is { Success: true } times)
            values[Metric.Mean] = DurationText.ToMicroseconds(times.Groups["mean"].ValueSpan);
        return new LoadFigures(values, succeeded, Fault: null);
    }

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^finished in \S+, (?<rate>[\d.]+) req/s", RegexOptions.Multiline)]
    private static partial Regex Finished();

    [GeneratedRegex(@"^requests: .*?(?<succeeded>\d+) succeeded, (?<failed>\d+) failed, (?<errored>\d+) errored, (?<timeout>\d+) timeout", RegexOptions.Multiline)]
    private static partial Regex Requests();

    [GeneratedRegex(@"^status codes: (?<ok>\d+) 2xx", RegexOptions.Multiline)]
    private static partial Regex StatusCodes();

    [GeneratedRegex(@"^time for request:\s+\S+\s+\S+\s+(?<mean>\S+)", RegexOptions.Multiline)]
    private static partial Regex TimeForRequest();
}
