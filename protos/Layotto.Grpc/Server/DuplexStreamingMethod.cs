using Grpc.Core;

namespace Layotto.Grpc.Server;

/// <summary>Streams both ways.</summary>
internal sealed class DuplexStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler, ServerSettings settings)
    : ServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override Task InvokeAsync(ServerCall call)
    {
        var requests = new ServerStreamReader<TRequest>(call, method.RequestMarshaller);
        var responses = new ServerStreamWriter<TResponse>(call, method.ResponseMarshaller);
        return handler(requests, responses, call);
    }
}
