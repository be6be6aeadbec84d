using System.Collections.Concurrent;
using System.Globalization;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Calls to the app over HTTP, and the probes of its health.</summary>
public sealed class HttpClientMetrics
{
    private readonly HttpPathLabels? _paths;
    private readonly bool _excludeVerbs;

    // By itself, so that a call finds its label without making a string; bounded, since paths are the callers'.
    private readonly ConcurrentDictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _byLabel;
    private readonly int _maxLabels;
    private readonly MetricFamily<Histogram>? _sent;
    private readonly Histogram? _received;
    private readonly MetricFamily<Histogram>? _latency;
    private readonly MetricFamily<Counter>? _completed;
    private readonly CountedLatency? _probes;

    internal HttpClientMetrics(MetricRegistry? registry, GatewayMetricsOptions options)
    {
        _byLabel = _labels.GetAlternateLookup<ReadOnlySpan<char>>();
        if (registry is null)
            return;
        _maxLabels = registry.Options.MaxSeries;
        _paths = new HttpPathLabels(options.PathMatching, options.IncreasedCardinality);
        _excludeVerbs = options.ExcludeVerbs;
        _sent = registry.Histogram("dapr_http_client_sent_bytes", "Total bytes sent in request body (not including headers)", HistogramShape.Sizes, "method", "path", "status");
        _received = registry.Histogram(
            "dapr_http_client_received_bytes", "Total bytes received in response bodies (not including headers but including error responses with bodies)", HistogramShape.Sizes).Get();
        _latency = registry.Histogram(
            "dapr_http_client_roundtrip_latency", "Time between first byte of request headers sent to last byte of response received, or terminal error", options.Latencies, "method", "path", "status");
        _completed = registry.Counter("dapr_http_client_completed_count", "Count of completed requests", "method", "path", "status");
        _probes = new CountedLatency(
            registry.Counter("dapr_http_healthprobes_completed_count", "Count of completed health probes", "status"),
            registry.Histogram(
                "dapr_http_healthprobes_roundtrip_latency", "Time between first byte of health probes headers sent to last byte of response received, or terminal error", options.Latencies, "status"));
    }

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => _completed is not null;

    /// <summary>A call to the app has ended.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, beginning with a slash; without the query.</param>
    /// <param name="status">The status of the answer; 0 when there was none.</param>
    /// <param name="sent">The length of the request's body; null when it isn't known.</param>
    /// <param name="received">The length of the answer's body; null when it isn't known.</param>
    /// <param name="start">When the call began.</param>
    public void Completed(string method, ReadOnlySpan<char> path, int status, long? sent, long? received, long start)
    {
        if (_completed is null)
            return;
        var verb = HttpVerb.Label(method, _excludeVerbs);
        Span<char> scratch = stackalloc char[HttpPathLabels.ScratchLength];
        var label = Known(_paths!.Of(path, scratch));
        var code = status.ToString(CultureInfo.InvariantCulture);
        _completed.Get(verb, label, code).Increment();
        _latency!.Get(verb, label, code).RecordSince(start);
        if (sent is { } sentBytes)
            _sent!.Get(verb, label, "").Record(sentBytes);
        if (received is { } receivedBytes)
            _received!.Record(receivedBytes);
    }

    private string Known(ReadOnlySpan<char> label)
    {
        if (_byLabel.TryGetValue(label, out var known))
            return known;
        var text = label.ToString();
        return _labels.Count < _maxLabels ? _labels.GetOrAdd(text, text) : text;
    }

    /// <summary>A probe of the app's health has ended.</summary>
    /// <param name="status">The status of the answer; 0 when there was none.</param>
    /// <param name="start">When it began.</param>
    public void ProbeCompleted(int status, long start) => _probes?.Record(start, status.ToString(CultureInfo.InvariantCulture));
}
