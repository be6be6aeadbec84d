using Grpc.Core;
using Grpc.Core.Interceptors;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Telemetry;

namespace Layotto.Dapr.Telemetry;

/// <summary>Adds to the span of a gRPC API call what its message says, as in Dapr. A call that isn't recorded passes through.</summary>
public sealed class GrpcSpanAttributes : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var span = RequestTrace.Of(context.GetHttpContext());
        if (span.IsRecorded)
            Describe(span, request, context.Method);
        return continuation(request, context);
    }

    private static void Describe(TraceSpan span, object request, string method)
    {
        switch (request)
        {
            case InvokeServiceRequest invocation:
                span.SetName($"CallLocal/{invocation.Id}/{invocation.Message?.Method}");
                span.SetAttribute(SpanAttributes.RpcService, SpanAttributes.ServiceInvocation);
                span.SetAttribute(SpanAttributes.PeerName, invocation.Id);
                break;
            case PublishEventRequest publish:
                DescribeMessage(span, publish.Topic);
                break;
            case BulkPublishRequest publish:
                DescribeMessage(span, publish.Topic);
                break;
            case InvokeBindingRequest binding:
                DescribeStore(span, SpanAttributes.Bindings, binding.Name, method);
                break;
            case GetStateRequest state:
                DescribeStore(span, SpanAttributes.State, state.StoreName, method);
                break;
            case SaveStateRequest state:
                DescribeStore(span, SpanAttributes.State, state.StoreName, method);
                break;
            case DeleteStateRequest state:
                DescribeStore(span, SpanAttributes.State, state.StoreName, method);
                break;
            case GetSecretRequest secret:
                DescribeStore(span, SpanAttributes.Secrets, secret.StoreName, method);
                break;
        }
    }

    private static void DescribeStore(TraceSpan span, string block, string name, string method)
    {
        span.SetAttribute(SpanAttributes.RpcService, SpanAttributes.Dapr);
        span.SetAttribute(SpanAttributes.DatabaseSystem, block);
        span.SetAttribute(SpanAttributes.DatabaseConnection, block);
        span.SetAttribute(SpanAttributes.DatabaseStatement, method);
        span.SetAttribute(SpanAttributes.DatabaseName, name);
    }

    private static void DescribeMessage(TraceSpan span, string topic)
    {
        span.SetAttribute(SpanAttributes.RpcService, SpanAttributes.Dapr);
        span.SetAttribute(SpanAttributes.MessagingSystem, SpanAttributes.PubSub);
        span.SetAttribute(SpanAttributes.MessagingDestination, topic);
    }
}
