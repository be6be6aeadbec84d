using Google.Rpc;
using Grpc.Core;
using Layotto.Components;
using Layotto.Grpc.Services;
using Status = Grpc.Core.Status;

namespace Layotto.Pluggable.Connections;

/// <summary>From the ends of calls to a process to the errors of components.</summary>
internal static class LinkErrors
{
    /// <summary>What a call's end means to whoever called the component.</summary>
    /// <param name="exception">How the call ended.</param>
    /// <param name="socket">Where it went.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public static Exception Describe(RpcException exception, ComponentSocket socket, CancellationToken cancellationToken)
    {
        if (exception.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
            return new OperationCanceledException("The call was cancelled.", exception, cancellationToken);
        var detail = Detail(exception.Status);
        if (IsTransportFailure(exception))
            return new ComponentUnavailableException($"the process behind the socket {socket.Path} is gone: {detail}", exception);
        return exception.StatusCode switch
        {
            StatusCode.Unavailable => new ComponentUnavailableException($"the process behind the socket {socket.Path} is unavailable: {detail}", exception),
            StatusCode.Cancelled => new ComponentUnavailableException($"the process behind the socket {socket.Path} broke the call off: {detail}", exception),
            StatusCode.DeadlineExceeded => new ComponentUnavailableException(
                $"the process behind the socket {socket.Path} did not answer in time, see the metadata {PluggableSettings.CallTimeout.Name}", exception),
            StatusCode.Unimplemented => new ComponentException(
                $"the process behind the socket {socket.Path} does not implement this: {detail}", exception),
            _ => new ComponentException(detail, exception),
        };
    }

    /// <summary>Whether a call ended with an objection to one field of its request (google.rpc.BadRequest).</summary>
    public static bool IsViolation(RpcException exception, string field)
    {
        var details = exception.GetRpcStatus()?.Details;
        return details is [var only] && only.TryUnpack<BadRequest>(out var request)
            && request.FieldViolations is [var violation] && violation.Field == field;
    }

    // The client itself says so where the process never answered; an answer of the process carries no exception.
    private static bool IsTransportFailure(RpcException exception)
        => exception.Status.DebugException is IOException or HttpRequestException or System.Net.Sockets.SocketException or ObjectDisposedException;

    private static string Detail(Status status) => status.Detail.Length > 0 ? status.Detail : $"it ended the call with {status.StatusCode}";
}
