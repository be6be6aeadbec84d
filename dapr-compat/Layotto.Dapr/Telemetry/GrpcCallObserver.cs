using Grpc.Core;
using Layotto.Grpc.Server;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Telemetry;

/// <summary>Counts gRPC calls as Dapr does: every unary call, and of the streams those that are passed on to an app.</summary>
/// <param name="metrics">What is measured.</param>
/// <param name="isInternal">Whether the server is the one that other sidecars call, whose streams Dapr counts as calls to the app.</param>
public sealed class GrpcCallObserver(GatewayMetrics metrics, bool isInternal) : IServerCallObserver
{
    private const string AppIdHeader = "dapr-app-id";

    /// <inheritdoc/>
    public void CallEnded(HttpContext http, in ServerCallReport call)
    {
        if (call.Type == MethodType.Unary)
            metrics.Grpc.Completed(call.Method, (int)call.Status, call.ReceivedBytes, call.SentBytes, call.Start);
        else if (!http.Request.Headers.ContainsKey(AppIdHeader))
            return;
        else if (isInternal)
            metrics.GrpcClient.StreamCompleted(call.Method, (int)call.Status, call.Start);
        else
            metrics.Grpc.StreamCompleted(call.Method, (int)call.Status, call.Start);
    }
}
