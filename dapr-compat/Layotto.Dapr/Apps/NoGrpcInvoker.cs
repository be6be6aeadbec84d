using Grpc.Core;

namespace Layotto.Dapr.Apps;

/// <summary>Stands in for the calls to an app that speaks HTTP; each of them fails with a sentence that says so.</summary>
internal sealed class NoGrpcInvoker : CallInvoker
{
    private static readonly Status SpeaksHttp = new(
        StatusCode.FailedPrecondition, "The app speaks HTTP; start the sidecar with --app-protocol grpc for one that speaks gRPC.");

    public static NoGrpcInvoker Instance { get; } = new();

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => throw new RpcException(SpeaksHttp);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => throw new RpcException(SpeaksHttp);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => throw new RpcException(SpeaksHttp);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        => throw new RpcException(SpeaksHttp);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        => throw new RpcException(SpeaksHttp);
}
