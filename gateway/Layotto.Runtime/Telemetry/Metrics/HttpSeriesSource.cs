using System.Globalization;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Gives the series of HTTP calls by method, path and status.</summary>
internal sealed class HttpSeriesSource
{
    private readonly MetricFamily<Counter> _requests;
    private readonly MetricFamily<Counter>? _responses;
    private readonly MetricFamily<Histogram> _latency;
    private readonly bool _excludeVerbs;

    public HttpSeriesSource(MetricRegistry registry, GatewayMetricsOptions options)
    {
        _excludeVerbs = options.ExcludeVerbs;
        string[] labels = ["method", "path", "status"];
        _requests = registry.Counter("dapr_http_server_request_count", "Count of HTTP requests processed by the server.", labels);
        _latency = registry.Histogram("dapr_http_server_latency", "HTTP request end-to-end latency in server.", options.Latencies, labels);
        if (options.IncreasedCardinality)
            _responses = registry.Counter("dapr_http_server_response_count", "The number of HTTP responses", labels);
    }

    public HttpSeries Get(string method, string path, int status)
    {
        var verb = HttpVerb.Label(method, _excludeVerbs);
        var code = status.ToString(CultureInfo.InvariantCulture);
        return new HttpSeries(_requests.Get(verb, path, code), _responses?.Get(verb, path, code), _latency.Get(verb, path, code));
    }
}
