using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Telemetry;

/// <summary>
/// Writes a registry's metrics as the message that OTLP has for them (opentelemetry.proto.collector.metrics.v1), under the names that the
/// Prometheus page has too. The numbers after the fields are those of OTLP's Protobuf files.
/// </summary>
internal sealed class OtlpMetricsMessage
{
    private const ulong Cumulative = 2;

    private readonly ProtobufBuffer _buffer = new();
    private readonly TelemetryResource _resource;
    private readonly MetricRegistry _registry;
    private readonly ulong _start;

    public OtlpMetricsMessage(TelemetryResource resource, MetricRegistry registry, DateTimeOffset start)
    {
        _resource = resource;
        _registry = registry;
        _start = Nanoseconds(start);
    }

    /// <summary>Writes the message as it is now.</summary>
    /// <returns>The bytes; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(DateTimeOffset now)
    {
        _buffer.Clear();
        var time = Nanoseconds(now);
        var resourceMetrics = _buffer.Begin(1);
        var resource = _buffer.Begin(1);
        foreach (var (key, value) in _resource.Attributes)
            Attribute(1, key, value);
        Attribute(1, "service.name", _resource.ServiceName);
        _buffer.End(resource);

        var scopeMetrics = _buffer.Begin(2);
        var scope = _buffer.Begin(1);
        _buffer.Text(1, "layotto");
        _buffer.End(scope);
        foreach (var family in _registry.Families)
            WriteFamily(family, time);
        _buffer.End(scopeMetrics);
        _buffer.End(resourceMetrics);
        return _buffer.Written;
    }

    private void WriteFamily(MetricFamily family, ulong time)
    {
        var series = family.Series;
        if (series.Count == 0)
            return;
        var metric = _buffer.Begin(2);
        _buffer.Text(1, family.Name);
        _buffer.Text(2, family.Help);
        var data = _buffer.Begin(family.Kind switch { MetricKind.Gauge => 5, MetricKind.Counter => 7, _ => 9 });
        foreach (var one in series)
            WritePoint(family, one, time);
        if (family.Kind != MetricKind.Gauge)
            _buffer.Varint(2, Cumulative);
        if (family.Kind == MetricKind.Counter)
            _buffer.Varint(3, 1);
        _buffer.End(data);
        _buffer.End(metric);
    }

    private void WritePoint(MetricFamily family, MetricSeries series, ulong time)
    {
        var point = _buffer.Begin(1);
        _buffer.Fixed64(2, _start);
        _buffer.Fixed64(3, time);
        switch (series)
        {
            case Counter counter:
                _buffer.Fixed64(6, (ulong)counter.Value);
                break;
            case Gauge gauge:
                _buffer.Fixed64(6, (ulong)gauge.Value);
                break;
            case Histogram histogram:
                WriteHistogram(family, histogram);
                break;
        }

        var attributes = family.Kind == MetricKind.Histogram ? 9 : 7;
        foreach (var (key, value) in _registry.Options.CommonLabels)
        {
            if (!family.LabelNames.Contains(key))
                Attribute(attributes, key, value);
        }

        for (var index = 0; index < family.LabelNames.Count; index++)
            Attribute(attributes, family.LabelNames[index], series.LabelValues[index]);
        _buffer.End(point);
    }

    private void WriteHistogram(MetricFamily family, Histogram histogram)
    {
        ulong count = 0;
        var counts = _buffer.Begin(6);
        for (var bucket = 0; bucket < histogram.BucketCount; bucket++)
        {
            var inBucket = (ulong)histogram.CountIn(bucket);
            count += inBucket;
            _buffer.Packed(inBucket);
        }

        _buffer.End(counts);
        _buffer.Fixed64(4, count);
        _buffer.Double(5, histogram.Sum);
        var bounds = _buffer.Begin(7);
        foreach (var bound in family.Shape!.Bounds)
            _buffer.Packed(BitConverter.DoubleToUInt64Bits(bound));
        _buffer.End(bounds);
    }

    private void Attribute(int field, string key, string text)
    {
        var attribute = _buffer.Begin(field);
        _buffer.Text(1, key);
        var value = _buffer.Begin(2);
        _buffer.Text(1, text);
        _buffer.End(value);
        _buffer.End(attribute);
    }

    private static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
