using System.Buffers;
using System.Text;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.Tests.Telemetry.Metrics;

/// <summary>The metrics page as a test reads it.</summary>
internal static class Page
{
    /// <summary>Metrics of an app called <c>app</c>.</summary>
    public static GatewayMetrics Metrics(GatewayMetricsOptions? options = null, params LabelRule[] rules)
        => new(Registry(1000, rules), options ?? new GatewayMetricsOptions { Namespace = "space" });

    public static MetricRegistry Registry(int maxSeries = 1000, params LabelRule[] rules)
        => new(new MetricRegistryOptions { CommonLabels = [KeyValuePair.Create("app_id", "app")], MaxSeries = maxSeries, Rules = rules });

    public static string Of(MetricRegistry registry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var family in registry.Families)
            PrometheusText.Write(buffer, family);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The lines of samples, without those of buckets and sums, which no two runs have the same.</summary>
    public static IEnumerable<string> Samples(GatewayMetrics metrics)
        => Of(metrics.Registry!).Split('\n').Where(line => line.Length > 0 && line[0] != '#'
            && !line.Contains("_bucket{", StringComparison.Ordinal) && !line.Contains("_sum{", StringComparison.Ordinal));
}
