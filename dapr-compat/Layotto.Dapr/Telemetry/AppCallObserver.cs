using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Dapr.Telemetry;

/// <summary>Counts the gateway's calls of an app's gRPC services; its probes are counted apart.</summary>
/// <param name="metrics">What is measured.</param>
internal sealed class AppCallObserver(GrpcClientMetrics metrics) : Interceptor
{
    private const string HealthCheck = "/dapr.proto.runtime.v1.AppCallbackHealthCheck/HealthCheck";

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(request, context);
        if (context.Method.FullName == HealthCheck)
            return call;
        var answering = ObserveAsync(call.ResponseAsync, context.Method.FullName, Size(request));
        return new AsyncUnaryCall<TResponse>(answering, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private static long Size(object message) => (message as IMessage)?.CalculateSize() ?? 0;

    private async Task<TResponse> ObserveAsync<TResponse>(Task<TResponse> answering, string method, long sent)
        where TResponse : class
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var response = await answering.ConfigureAwait(false);
            metrics.Completed(method, (int)StatusCode.OK, Size(response), sent, start);
            return response;
        }
        catch (RpcException exception)
        {
            metrics.Completed(method, (int)exception.StatusCode, 0, sent, start);
            throw;
        }
    }
}
