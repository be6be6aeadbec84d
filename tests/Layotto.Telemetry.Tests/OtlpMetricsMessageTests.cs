using Layotto.Runtime.Telemetry.Metrics;
using Layotto.Testing;

namespace Layotto.Telemetry.Tests;

/// <summary>Metrics as the message that OTLP has for them, read by the numbers of OTLP's own files.</summary>
public sealed class OtlpMetricsMessageTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddSeconds(1000);
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddSeconds(1060);

    [Fact]
    public void Every_kind_of_metric_is_told()
    {
        var registry = new MetricRegistry(new MetricRegistryOptions { CommonLabels = [KeyValuePair.Create("app_id", "app")] });
        registry.Counter("a_hits_total", "Hits.", "path").Get("/x").Add(3);
        registry.Gauge("b_level", "Level.").Get().Set(-5);
        var latency = registry.Histogram("c_latency", "Latency.", HistogramShape.LatenciesOf([5, 50])).Get();
        latency.Record(TimeSpan.FromMilliseconds(4).Ticks);
        latency.Record(TimeSpan.FromMilliseconds(400).Ticks);
        registry.Counter("d_never_total", "Never.", "path");
        var resource = new TelemetryResource("service", [KeyValuePair.Create("service.namespace", "space")]);

        var message = new WireMessage(new OtlpMetricsMessage(resource, registry, Start).Write(Now).ToArray());

        var resourceMetrics = Assert.Single(message.Messages(1));
        Assert.Equal([("service.namespace", "space"), ("service.name", "service")], Attributes(Assert.Single(resourceMetrics.Messages(1)), 1));
        var metrics = Assert.Single(resourceMetrics.Messages(2)).Messages(2).ToList();
        Assert.Equal(["a_hits_total", "b_level", "c_latency"], metrics.Select(metric => metric.Text(1)));

        var sum = Assert.Single(metrics[0].Messages(7));
        Assert.Equal((2UL, 1UL), (sum.Number(2), sum.Number(3)));
        var hits = Assert.Single(sum.Messages(1));
        Assert.Equal(3UL, hits.Number(6));
        Assert.Equal((1000_000_000_000UL, 1060_000_000_000UL), (hits.Number(2), hits.Number(3)));
        Assert.Equal([("app_id", "app"), ("path", "/x")], Attributes(hits, 7));

        Assert.Equal(-5L, (long)Assert.Single(Assert.Single(metrics[1].Messages(5)).Messages(1)).Number(6));

        var histogram = Assert.Single(metrics[2].Messages(9));
        Assert.Equal(2UL, histogram.Number(2));
        var point = Assert.Single(histogram.Messages(1));
        Assert.Equal(2UL, point.Number(4));
        Assert.Equal(404, BitConverter.UInt64BitsToDouble(point.Number(5)));
        Assert.Equal([1UL, 0, 1], point.Packed(6));
        Assert.Equal([5, 50], point.Packed(7).Select(BitConverter.UInt64BitsToDouble));
        Assert.Equal([("app_id", "app")], Attributes(point, 9));
    }

    [Fact]
    public void The_message_grows_as_it_has_to()
    {
        var registry = new MetricRegistry(new MetricRegistryOptions { MaxSeries = 5000 });
        var hits = registry.Counter("hits_total", "Hits.", "path");
        for (var path = 0; path < 5000; path++)
            hits.Get($"/a/rather/long/path/{path}").Increment();
        var writer = new OtlpMetricsMessage(new TelemetryResource("service", []), registry, Start);

        for (var round = 0; round < 2; round++)
        {
            var message = new WireMessage(writer.Write(Now).ToArray());
            Assert.Equal(5000, message.Messages(1).Single().Messages(2).Single().Messages(2).Single().Messages(7).Single().Messages(1).Count());
        }
    }

    private static List<(string Key, string Value)> Attributes(WireMessage message, int field)
        => [.. message.Messages(field).Select(attribute => (attribute.Text(1), attribute.Messages(2).Single().Text(1)))];
}
