using System.Buffers;
using System.Globalization;
using System.Text;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Metrics in Prometheus' text format 0.0.4: sorted, and a metric without series left out, as Prometheus' own client does.</summary>
public static class PrometheusText
{
    /// <summary>The content type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes one metric.</summary>
    public static void Write(IBufferWriter<byte> output, MetricFamily family)
    {
        var series = family.Series;
        if (series.Count == 0)
            return;
        WriteHead(output, family.Name, family.Kind, family.Help);
        foreach (var one in series.OrderBy(one => one.LabelText, StringComparer.Ordinal))
        {
            switch (one)
            {
                case Counter counter:
                    WriteSample(output, family.Name, one.LabelText, counter.Value);
                    break;
                case Gauge gauge:
                    WriteSample(output, family.Name, one.LabelText, gauge.Value);
                    break;
                case Histogram histogram:
                    WriteHistogram(output, family, histogram);
                    break;
            }
        }
    }

    /// <summary>Writes a metric that has one series and no labels of its own.</summary>
    public static void Write(IBufferWriter<byte> output, string name, MetricKind kind, string help, double value, string labels = "")
    {
        WriteHead(output, name, kind, help);
        WriteSample(output, name, labels, value);
    }

    /// <summary>Labels as text, sorted by name, without braces.</summary>
    public static string Labels(IReadOnlyList<string> names, IReadOnlyList<string> values, IReadOnlyList<KeyValuePair<string, string>> common)
    {
        var text = new StringBuilder();
        var pairs = names.Select((name, index) => KeyValuePair.Create(name, values[index])).Concat(common.Where(label => !names.Contains(label.Key)));
        foreach (var (name, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Escape(text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\""), value).Append('"');
        return text.ToString();
    }

    // The bounds in the form that Go gives numbers, since le is a label and compared as text: 65536, but 1.048576e+06.
    internal static string Bound(double bound)
    {
        if (bound < 1e6 || bound != Math.Floor(bound))
            return bound.ToString("R", CultureInfo.InvariantCulture);
        var digits = ((long)bound).ToString(CultureInfo.InvariantCulture);
        var significant = digits.TrimEnd('0');
        var fraction = significant.Length > 1 ? "." + significant[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e+{digits.Length - 1:00}");
    }

    private static void WriteHistogram(IBufferWriter<byte> output, MetricFamily family, Histogram histogram)
    {
        var bounds = family.Shape!.Bounds;
        var prefix = histogram.LabelText.Length == 0 ? "" : histogram.LabelText + ",";
        long count = 0;
        for (var bucket = 0; bucket < histogram.BucketCount; bucket++)
        {
            count += histogram.CountIn(bucket);
            var bound = bucket < bounds.Count ? Bound(bounds[bucket]) : "+Inf";
            WriteSample(output, $"{family.Name}_bucket", $"{prefix}le=\"{bound}\"", count);
        }

        WriteSample(output, $"{family.Name}_sum", histogram.LabelText, histogram.Sum);
        WriteSample(output, $"{family.Name}_count", histogram.LabelText, count);
    }

    private static void WriteHead(IBufferWriter<byte> output, string name, MetricKind kind, string help)
        => Write(output, $"# HELP {name} {help}\n# TYPE {name} {kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" }}\n");

    private static void WriteSample(IBufferWriter<byte> output, string name, string labels, double value)
        => Write(
            output,
            labels.Length == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{name} {value:R}\n")
                : string.Create(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value:R}\n"));

    private static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    private static StringBuilder Escape(StringBuilder text, string value)
    {
        // Half a surrogate pair, which cutting a value can leave, comes as the replacement character.
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(rune),
            };
        }

        return text;
    }
}
