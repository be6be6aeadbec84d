using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Dapr.Apps;
using Layotto.Dapr.Telemetry;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;

namespace Layotto.Dapr.Invocation;

/// <summary>Calls the method of a gRPC app through <c>AppCallback.OnInvoke</c>.</summary>
internal static class GrpcApp
{
    /// <summary>Makes the request for a method.</summary>
    public static InvokeRequest Request(string method, int verb, string query, string contentType, string typeUrl, ByteString data) => new()
    {
        Method = method,
        ContentType = contentType,
        Data = new Any { TypeUrl = typeUrl, Value = data },
        HttpExtension = verb == Verbs.None && query.Length == 0
            ? null
            : new HTTPExtension { Verb = (HTTPExtension.Types.Verb)verb, Querystring = query },
    };

    /// <summary>Calls the app.</summary>
    /// <returns>How it ended; an error of the app's is an answer.</returns>
    /// <exception cref="RpcException">The app is unhealthy, or too many calls wait for it.</exception>
    public static async Task<GrpcAppAnswer> InvokeAsync(
        IAppChannel channel, InvokeRequest request, Metadata metadata, CancellationToken cancellationToken)
    {
        if (!channel.Health.IsHealthy)
            throw new RpcException(new Status(StatusCode.Internal, InvocationErrors.AppUnhealthy));
        GrpcTraceHeaders.Complete(metadata);
        var client = new AppCallback.AppCallbackClient(channel.Invoker);
        using var call = client.OnInvokeAsync(request, metadata, cancellationToken: cancellationToken);
        try
        {
            var message = await call.ResponseAsync.ConfigureAwait(false);
            var headers = await call.ResponseHeadersAsync.ConfigureAwait(false);
            return new GrpcAppAnswer(call.GetStatus(), headers, call.GetTrailers(), message);
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new GrpcAppAnswer(exception.Status, [], exception.Trailers, null);
        }
    }
}
