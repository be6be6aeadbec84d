using System.Globalization;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Service invocation between sidecars.</summary>
public sealed class InvocationMetrics
{
    private const string Unary = "unary";
    private const string Streaming = "streaming";

    private readonly MetricFamily<Counter>? _requestsSent;
    private readonly MetricFamily<Counter>? _requestsReceived;
    private readonly MetricFamily<Counter>? _responsesSent;
    private readonly MetricFamily<Counter>? _responsesReceived;
    private readonly MetricFamily<Histogram>? _latency;

    internal InvocationMetrics(MetricRegistry? registry, GatewayMetricsOptions options)
    {
        if (registry is null)
            return;
        const string Prefix = "dapr_runtime_service_invocation_";
        _requestsSent = registry.Counter(Prefix + "req_sent_total", "The number of requests sent via service invocation.", "dst_app_id", "type");
        _requestsReceived = registry.Counter(Prefix + "req_recv_total", "The number of requests received via service invocation.", "src_app_id");
        _responsesSent = registry.Counter(Prefix + "res_sent_total", "The number of responses sent via service invocation.", "dst_app_id", "status");
        _responsesReceived = registry.Counter(Prefix + "res_recv_total", "The number of responses received via service invocation.", "src_app_id", "status", "type");
        _latency = registry.Histogram(Prefix + "res_recv_latency_ms", "The latency of service invocation response.", options.Latencies, "src_app_id", "status");
    }

    /// <summary>The caller's sidecar has sent a request to another one.</summary>
    /// <param name="appId">The app that is called.</param>
    /// <param name="isStream">Whether it is a proxied gRPC stream.</param>
    public void RequestSent(string appId, bool isStream = false) => _requestsSent?.Get(appId, isStream ? Streaming : Unary).Increment();

    /// <summary>The called app's sidecar has got a request.</summary>
    /// <param name="callerAppId">The app that calls; empty when it isn't known.</param>
    public void RequestReceived(string callerAppId) => _requestsReceived?.Get(callerAppId).Increment();

    /// <summary>The called app's sidecar has answered.</summary>
    /// <param name="callerAppId">The app that called; empty when it isn't known.</param>
    /// <param name="status">The status of the answer, HTTP's or gRPC's.</param>
    public void ResponseSent(string callerAppId, int status) => _responsesSent?.Get(callerAppId, Text(status)).Increment();

    /// <summary>The caller's sidecar has got an answer.</summary>
    /// <param name="appId">The app that answered.</param>
    /// <param name="status">The status of the answer, HTTP's or gRPC's.</param>
    /// <param name="start">When the request was sent; 0 for no latency.</param>
    /// <param name="isStream">Whether it is a proxied gRPC stream.</param>
    public void ResponseReceived(string appId, int status, long start, bool isStream = false)
    {
        if (_responsesReceived is null)
            return;
        var text = Text(status);
        _responsesReceived.Get(appId, text, isStream ? Streaming : Unary).Increment();
        if (start != 0 && !isStream)
            _latency!.Get(appId, text).RecordSince(start);
    }

    // .NET caches the texts of numbers below 300, so the common ones cost nothing.
    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
