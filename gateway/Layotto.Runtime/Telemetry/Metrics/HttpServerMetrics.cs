using System.Collections.Concurrent;
using System.Diagnostics;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Calls of the HTTP API.</summary>
public sealed class HttpServerMetrics
{
    private readonly HttpPathLabels? _labels;
    private readonly HttpPathSeries? _constant;
    private readonly HttpSeriesSource? _source;
    private readonly Histogram? _requestBytes;
    private readonly Histogram? _responseBytes;

    // By label, so that a call finds its series without making a string; bounded, since paths are the callers'.
    private readonly ConcurrentDictionary<string, HttpPathSeries> _paths = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HttpPathSeries>.AlternateLookup<ReadOnlySpan<char>> _byLabel;
    private readonly int _maxPaths;

    internal HttpServerMetrics(MetricRegistry? registry, GatewayMetricsOptions options)
    {
        _byLabel = _paths.GetAlternateLookup<ReadOnlySpan<char>>();
        if (registry is null)
            return;
        _maxPaths = registry.Options.MaxSeries;
        _labels = new HttpPathLabels(options.PathMatching, options.IncreasedCardinality);
        _source = new HttpSeriesSource(registry, options);
        _constant = _labels.IsConstant ? new HttpPathSeries(_source, "") : null;
        _requestBytes = registry.Histogram(
            "dapr_http_server_request_bytes", "HTTP request body size if set as ContentLength (uncompressed) in server.", HistogramShape.Sizes).Get();
        _responseBytes = registry.Histogram("dapr_http_server_response_bytes", "HTTP response body size (uncompressed) in server.", HistogramShape.Sizes).Get();
    }

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => _source is not null;

    /// <summary>Records a call that has ended.</summary>
    /// <param name="path">Its path, clean and still percent-encoded.</param>
    /// <param name="method">Its HTTP method.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="requestBytes">The length of the request's body; null when it isn't known.</param>
    /// <param name="responseBytes">The length of the answer's body; null when it isn't known.</param>
    /// <param name="start">When it began: what <see cref="Stopwatch.GetTimestamp"/> gave.</param>
    public void Completed(ReadOnlySpan<char> path, string method, int status, long? requestBytes, long? responseBytes, long start)
    {
        if (_source is null)
            return;
        var series = (_constant ?? Find(path)).Get(method, status);
        series.Requests.Increment();
        series.Responses?.Increment();
        series.Latency.RecordSince(start);
        _requestBytes!.Record(requestBytes ?? 0);
        if (responseBytes is { } sent)
            _responseBytes!.Record(sent);
    }

    private HttpPathSeries Find(ReadOnlySpan<char> path)
    {
        Span<char> scratch = stackalloc char[HttpPathLabels.ScratchLength];
        var label = _labels!.Of(path, scratch);
        if (_byLabel.TryGetValue(label, out var series))
            return series;

        // One too many isn't kept; its families put it where it belongs.
        var text = label.ToString();
        return _paths.Count < _maxPaths ? _paths.GetOrAdd(text, new HttpPathSeries(_source!, text)) : new HttpPathSeries(_source!, text);
    }
}
