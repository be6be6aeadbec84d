using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Layotto.LoadGenerator.Histograms;

namespace Layotto.LoadGenerator.Results;

/// <summary>The result for people.</summary>
internal static class ResultText
{
    public static string Write(LoadResult result)
    {
        var text = new StringBuilder();
        var options = result.Options;
        if (options.Rate is { } rate)
            Line(text, "load", $"open loop, {rate} requests/s, {options.Connections} connections x {options.Streams} streams");
        else
            Line(text, "load", $"closed loop, {options.Connections} connections x {options.Streams} streams");
        Line(text, "requests/s", $"{result.ResponsesPerSecond:F1}");
        if (result.OfferedPerSecond is { } offered)
            Line(text, "due/s", $"{offered:F1}");
        if (result.MessagesInWindow > 0)
            Line(text, "messages/s", $"{result.MessagesInWindow / result.Window.TotalSeconds:F1}");
        Line(text, "responses", $"{result.ResponsesInWindow} in {result.Window.TotalSeconds:F1} s");
        Line(text, "latency µs", Times(result.Latency));
        if (options.IsOpenLoop)
            Line(text, "own lateness µs", Times(result.ScheduleLag));
        Line(text, "bytes", $"{result.BytesReceived} received, {result.BytesSent} sent");
        Line(text, "generator CPU", $"{100 * result.GeneratorCpuShare:F0}%");
        if (result.GeneratorBound is { } reason)
            Line(text, "generator bound", $"{reason}");
        foreach (var (kind, count, sample) in result.Errors.Entries())
            Line(text, $"error {kind}", $"{count}, first: {sample}");
        Line(text, "result", $"{(result.IsValid ? "valid" : "INVALID")}");
        return text.ToString();
    }

    private static FormattableString Times(LatencyHistogram histogram) =>
        FormattableStringFactory.Create(
            "p50 {0:F0}  p75 {1:F0}  p90 {2:F0}  p99 {3:F0}  p99.9 {4:F0}  max {5:F0}",
            [.. ResultJson.Percentiles.Select(percent => (object)(histogram.ValueAtPercentile(percent) / 1e3)), histogram.Maximum / 1e3]);

    private static void Line(StringBuilder text, string name, FormattableString value) =>
        text.Append(name.PadRight(18)).AppendLine(value.ToString(CultureInfo.InvariantCulture));
}
