using Grpc.Core;
using Layotto.Components;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;

namespace Layotto.Dapr.Invocation;

/// <summary>The errors of service invocation, worded as Dapr words them.</summary>
internal static class InvocationErrors
{
    public const string AppUnhealthy = Apps.AppGate.Unhealthy;
    public const string NoAppChannel = "app channel is not initialized";
    public const string NoLocalAppChannel = "cannot invoke local endpoint: app channel not initialized";

    public static readonly ApiException NoAppId = new(
        CommonErrors.DirectInvoke, ErrorKind.NotFound, "failed getting app id either from the URL path or the header dapr-app-id");

    public static readonly ApiException NotReady = new(CommonErrors.DirectInvoke, ErrorKind.Internal, "invoke API is not ready");

    /// <summary>The error that a caller is told: which app couldn't be invoked, and why.</summary>
    /// <param name="id">The app, as the caller named it.</param>
    /// <param name="cause">What went wrong.</param>
    public static ApiException Failed(string id, Exception cause)
    {
        var kind = cause is RpcException { StatusCode: StatusCode.PermissionDenied } ? ErrorKind.PermissionDenied : ErrorKind.Internal;
        return new ApiException(CommonErrors.DirectInvoke, kind, $"failed to invoke, id: {id}, err: {Describe(cause)}", cause);
    }

    /// <summary>Whether an exception is a failed call rather than a fault of the gateway's.</summary>
    public static bool IsFailure(Exception exception)
        => exception is RpcException or HttpRequestException or IOException or System.Net.Sockets.SocketException or TimeoutException or ComponentException or ResilienceException or InvocationException or Wire.WireFormatException
            or ApiException { Code.Name: "ERR_DIRECT_INVOKE" };

    /// <summary>The status that a peer is told of a call to the app that failed.</summary>
    public static Status OfApp(Exception cause)
        => cause is ApiException { Kind: ErrorKind.ResourceExhausted } refusal
            ? new Status(StatusCode.ResourceExhausted, refusal.Message)
            : new Status(StatusCode.Internal, $"error invoking app channel: {Describe(cause)}");

    /// <summary>A call whose path can't be taken.</summary>
    public static RpcException InvalidMethod(string reason) => new(new Status(StatusCode.InvalidArgument, $"invalid method: {reason}"));

    /// <summary>An exception as Dapr prints it.</summary>
    public static string Describe(Exception cause) => cause switch
    {
        RpcException rpc => Describe(rpc.Status),
        ApiException { Code.Name: "ERR_DIRECT_INVOKE", Kind: ErrorKind.Internal } refusal when refusal.Message == AppUnhealthy
            => Describe(new Status(StatusCode.Internal, AppUnhealthy)),
        Microsoft.AspNetCore.Http.BadHttpRequestException { StatusCode: 413 } => "stream too large: the body of the request has more bytes than --max-body-size allows",
        HttpRequestException { InnerException: { } inner } http when inner is IOException or System.Net.Sockets.SocketException
            => $"{http.Message.TrimEnd('.')}: {inner.Message}",
        _ => cause.Message,
    };

    private static string Describe(Status status)
        => $"rpc error: code = {(status.StatusCode == StatusCode.Cancelled ? "Canceled" : status.StatusCode)} desc = {status.Detail}";
}
