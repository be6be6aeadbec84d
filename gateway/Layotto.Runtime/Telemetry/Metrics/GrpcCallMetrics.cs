using System.Collections.Concurrent;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>What is measured of gRPC calls, on either side.</summary>
internal sealed class GrpcCallMetrics(
    MetricFamily<Counter> completed,
    MetricFamily<Histogram> latency,
    MetricFamily<Histogram> received,
    MetricFamily<Histogram> sent,
    int maxMethods)
{
    // By method; bounded, since a proxied call may name any.
    private readonly ConcurrentDictionary<string, MethodSeries> _methods = new(StringComparer.Ordinal);

    public void Completed(string method, int status, long receivedBytes, long sentBytes, long start)
    {
        var series = Find(method);
        series.Ended(status, start);
        series.Received.Record(receivedBytes);
        series.Sent.Record(sentBytes);
    }

    public void StreamCompleted(string method, int status, long start) => Find(method).Ended(status, start);

    private MethodSeries Find(string method)
    {
        if (_methods.TryGetValue(method, out var series))
            return series;
        series = new MethodSeries(this, method);
        return _methods.Count < maxMethods ? _methods.GetOrAdd(method, series) : series;
    }

    private sealed class MethodSeries(GrpcCallMetrics metrics, string method)
    {
        private readonly StatusSeries?[] _statuses = new StatusSeries?[GrpcStatusName.Count];
        private Histogram? _received;
        private Histogram? _sent;

        public Histogram Received => _received ??= metrics.ReceivedOf(method);

        public Histogram Sent => _sent ??= metrics.SentOf(method);

        public void Ended(int status, long start)
        {
            var series = _statuses[GrpcStatusName.Normal(status)] ??= metrics.StatusOf(method, status);
            series.Completed.Increment();
            series.Latency.RecordSince(start);
        }
    }

    private Histogram ReceivedOf(string method) => received.Get(method);

    private Histogram SentOf(string method) => sent.Get(method);

    private StatusSeries StatusOf(string method, int status)
        => new(completed.Get(method, GrpcStatusName.Of(status)), latency.Get(method, GrpcStatusName.Of(status)));

    private sealed record StatusSeries(Counter Completed, Histogram Latency);
}
