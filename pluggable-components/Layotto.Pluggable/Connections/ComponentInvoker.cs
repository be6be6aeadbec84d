using Grpc.Core;

namespace Layotto.Pluggable.Connections;

/// <summary>
/// Starts the calls of a component: over the connection that its process was initialised over, with the name of the component, and
/// within the time that a call may take. Streams have no such time.
/// </summary>
/// <param name="current">Gives the connection, or throws when there is none.</param>
/// <param name="name">The component's name.</param>
/// <param name="timeout">How long a call may take.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ComponentInvoker(Func<CallInvoker> current, string name, TimeSpan timeout, TimeProvider timeProvider) : CallInvoker
{
    /// <summary>The metadata by which processes tell components of one type apart (Dapr).</summary>
    public const string InstanceKey = "x-component-instance";

    // It is only read, so all calls share it.
    private readonly Metadata _headers = new() { { InstanceKey, name } };

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => current().BlockingUnaryCall(method, host, Bounded(options), request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => current().AsyncUnaryCall(method, host, Bounded(options), request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => current().AsyncServerStreamingCall(method, host, options.WithHeaders(_headers), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        => current().AsyncClientStreamingCall(method, host, options.WithHeaders(_headers));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        => current().AsyncDuplexStreamingCall(method, host, options.WithHeaders(_headers));

    private CallOptions Bounded(CallOptions options)
        => options.Deadline is null
            ? options.WithHeaders(_headers).WithDeadline((timeProvider.GetUtcNow() + timeout).UtcDateTime)
            : options.WithHeaders(_headers);
}
