namespace Grpc.Core.Interceptors;

/// <summary>Copies a definition with an interceptor before every handler.</summary>
internal sealed class InterceptingServiceBinder(ServerServiceDefinition.Builder builder, Interceptor interceptor)
    : ServiceBinderBase
{
    public ServerServiceDefinition Build() => builder.Build();

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        builder.AddMethod(method, (request, context) => interceptor.UnaryServerHandler(request, context, handler));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        builder.AddMethod(method, (requests, context) => interceptor.ClientStreamingServerHandler(requests, context, handler));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        builder.AddMethod(
            method,
            (TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context) =>
                interceptor.ServerStreamingServerHandler(request, responses, context, handler));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        builder.AddMethod(
            method,
            (IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context) =>
                interceptor.DuplexStreamingServerHandler(requests, responses, context, handler));
    }
}
