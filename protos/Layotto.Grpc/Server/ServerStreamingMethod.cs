using Grpc.Core;

namespace Layotto.Grpc.Server;

/// <summary>One request, a stream of responses.</summary>
internal sealed class ServerStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler, ServerSettings settings)
    : ServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(ServerCall call)
    {
        var request = await call.ReadSingleAsync(method.RequestMarshaller).ConfigureAwait(false);
        var responses = new ServerStreamWriter<TResponse>(call, method.ResponseMarshaller);
        await handler(request, responses, call).ConfigureAwait(false);
    }
}
