using Grpc.Core;

namespace Layotto.Grpc.Server;

/// <summary>A stream of requests, one response.</summary>
internal sealed class ClientStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler, ServerSettings settings)
    : ServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(ServerCall call)
    {
        var requests = new ServerStreamReader<TRequest>(call, method.RequestMarshaller);
        call.WriteSingle(method.ResponseMarshaller, await handler(requests, call).ConfigureAwait(false));
    }
}
