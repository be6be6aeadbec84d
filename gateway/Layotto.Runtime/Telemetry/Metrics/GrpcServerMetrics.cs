using System.Diagnostics;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Calls of the gRPC servers.</summary>
public sealed class GrpcServerMetrics
{
    private readonly GrpcCallMetrics? _calls;

    internal GrpcServerMetrics(MetricRegistry? registry, GatewayMetricsOptions options)
    {
        if (registry is null)
            return;
        _calls = new GrpcCallMetrics(
            registry.Counter("dapr_grpc_io_server_completed_rpcs", "Count of RPCs by method and status.", "grpc_server_method", "grpc_server_status"),
            registry.Histogram(
                "dapr_grpc_io_server_server_latency",
                "Time between first byte of request received to last byte of response sent, or terminal error.",
                options.Latencies,
                "grpc_server_method",
                "grpc_server_status"),
            registry.Histogram("dapr_grpc_io_server_received_bytes_per_rpc", "Total bytes received across all messages per RPC.", HistogramShape.Sizes, "grpc_server_method"),
            registry.Histogram("dapr_grpc_io_server_sent_bytes_per_rpc", "Total bytes sent in across all response messages per RPC.", HistogramShape.Sizes, "grpc_server_method"),
            registry.Options.MaxSeries);
    }

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => _calls is not null;

    /// <summary>Records a call that has ended.</summary>
    /// <param name="method">The full method, such as <c>/dapr.proto.runtime.v1.Dapr/GetState</c>.</param>
    /// <param name="status">The number of its gRPC status.</param>
    /// <param name="received">The bytes of the request's messages.</param>
    /// <param name="sent">The bytes of the answer's messages.</param>
    /// <param name="start">When it began: what <see cref="Stopwatch.GetTimestamp"/> gave.</param>
    public void Completed(string method, int status, long received, long sent, long start) => _calls?.Completed(method, status, received, sent, start);

    /// <summary>Records a proxied stream that has ended; its bytes aren't counted, as in Dapr.</summary>
    /// <param name="method">The full method.</param>
    /// <param name="status">The number of its gRPC status.</param>
    /// <param name="start">When it began.</param>
    public void StreamCompleted(string method, int status, long start) => _calls?.StreamCompleted(method, status, start);
}
