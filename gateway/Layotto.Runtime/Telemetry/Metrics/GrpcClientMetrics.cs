namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Calls to the app over gRPC, proxied calls of other sidecars, and the probes of the app's health.</summary>
public sealed class GrpcClientMetrics
{
    private readonly GrpcCallMetrics? _calls;
    private readonly CountedLatency? _probes;

    internal GrpcClientMetrics(MetricRegistry? registry, GatewayMetricsOptions options)
    {
        if (registry is null)
            return;
        _calls = new GrpcCallMetrics(
            registry.Counter("dapr_grpc_io_client_completed_rpcs", "Count of RPCs by method and status.", "grpc_client_method", "grpc_client_status"),
            registry.Histogram(
                "dapr_grpc_io_client_roundtrip_latency",
                "Time between first byte of request sent to last byte of response received, or terminal error.",
                options.Latencies,
                "grpc_client_method",
                "grpc_client_status"),
            registry.Histogram("dapr_grpc_io_client_received_bytes_per_rpc", "Total bytes received across all response messages per RPC.", HistogramShape.Sizes, "grpc_client_method"),
            registry.Histogram("dapr_grpc_io_client_sent_bytes_per_rpc", "Total bytes sent across all request messages per RPC.", HistogramShape.Sizes, "grpc_client_method"),
            registry.Options.MaxSeries);
        _probes = new CountedLatency(
            registry.Counter("dapr_grpc_io_healthprobes_completed_count", "Count of completed health probes", "grpc_client_status"),
            registry.Histogram(
                "dapr_grpc_io_healthprobes_roundtrip_latency",
                "Time between first byte of health probes sent to last byte of response received, or terminal error",
                options.Latencies,
                "grpc_client_status"));
    }

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => _calls is not null;

    /// <summary>Records a call to the app that has ended.</summary>
    /// <param name="method">The full method.</param>
    /// <param name="status">The number of its gRPC status.</param>
    /// <param name="received">The bytes of the answer's messages.</param>
    /// <param name="sent">The bytes of the request's messages.</param>
    /// <param name="start">When it began.</param>
    public void Completed(string method, int status, long received, long sent, long start) => _calls?.Completed(method, status, received, sent, start);

    /// <summary>Records a proxied stream of another sidecar that has ended.</summary>
    /// <param name="method">The full method.</param>
    /// <param name="status">The number of its gRPC status.</param>
    /// <param name="start">When it began.</param>
    public void StreamCompleted(string method, int status, long start) => _calls?.StreamCompleted(method, status, start);

    /// <summary>Records a probe of the app's health that has ended.</summary>
    /// <param name="status">The number of its gRPC status.</param>
    /// <param name="start">When it began.</param>
    public void ProbeCompleted(int status, long start) => _probes?.Record(start, GrpcStatusName.Of(status));
}
