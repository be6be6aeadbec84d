using Grpc.Core;

namespace Layotto.Grpc.Client.Calls;

/// <summary>Starts calls over a channel.</summary>
internal sealed class ChannelCallInvoker(GrpcChannel channel) : CallInvoker
{
    private static readonly Func<object, Task<Metadata>> HeadersOf = static call => ((ClientCall)call).ResponseHeadersAsync;
    private static readonly Func<object, Status> StatusOf = static call => ((ClientCall)call).Status;
    private static readonly Func<object, Metadata> TrailersOf = static call => ((ClientCall)call).Trailers;
    private static readonly Action<object> DisposeOf = static call => ((ClientCall)call).Dispose();

    // Blocking is what this shape is: the thread pool does the work, so no synchronization context can lock up.
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Task.Run(() => AsyncUnaryCall(method, host, options, request).ResponseAsync).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        call.Start(request, streamsResponses: false);
        return new AsyncUnaryCall<TResponse>(call.ReadOnlyResponseAsync(), HeadersOf, StatusOf, TrailersOf, DisposeOf, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        call.Start(request, streamsResponses: true);
        return new AsyncServerStreamingCall<TResponse>(
            new ResponseStreamReader<TRequest, TResponse>(call), HeadersOf, StatusOf, TrailersOf, DisposeOf, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        call.StartStreaming(streamsResponses: false);
        var response = call.ReadOnlyResponseAsync();
        // A caller whose write has failed knows the status, and need not await the response as well.
        _ = response.ContinueWith(
            static failed => failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        var writer = new RequestStreamWriter<TRequest, TResponse>(call) { Response = response };
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            writer, response, HeadersOf, StatusOf, TrailersOf, DisposeOf, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        call.StartStreaming(streamsResponses: true);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new RequestStreamWriter<TRequest, TResponse>(call),
            new ResponseStreamReader<TRequest, TResponse>(call),
            HeadersOf,
            StatusOf,
            TrailersOf,
            DisposeOf,
            call);
    }
}
