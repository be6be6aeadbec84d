using Grpc.Core;
using Layotto.Runtime.Resiliency;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// How policies see the attempts of a call, as in Dapr: an HTTP status below 200 or above 399 is a failure, though its answer reaches the
/// caller once the attempts are over; a failed transport carries its gRPC code, and no HTTP status. A call whose body is gone can't be
/// made again.
/// </summary>
internal static class Judgement
{
    /// <summary>Judges an attempt.</summary>
    /// <param name="httpStatus">The HTTP status of the answer; 0 for an answer without one, or none at all.</param>
    /// <param name="exception">What it ended with instead of an answer; null for nothing.</param>
    /// <param name="isReplayable">Whether the call could be made again.</param>
    public static AttemptStatus Of(int httpStatus, Exception? exception, bool isReplayable) => exception switch
    {
        null when httpStatus is 0 or (>= 200 and <= 399) => AttemptStatus.Success,
        null => new AttemptStatus(IsFailure: true, IsPermanent: !isReplayable, HttpStatus: httpStatus),
        RpcException rpc => new AttemptStatus(IsFailure: true, IsPermanent: !isReplayable || IsFinal(rpc.StatusCode), GrpcStatus: (int)rpc.StatusCode),
        HttpRequestException or IOException or OperationCanceledException or ResilienceException => new AttemptStatus(IsFailure: true, IsPermanent: !isReplayable),
        _ => new AttemptStatus(IsFailure: true, IsPermanent: true),
    };

    // The callee's word on the call itself: asking again changes nothing.
    private static bool IsFinal(StatusCode code) => code is StatusCode.PermissionDenied or StatusCode.InvalidArgument or StatusCode.Unimplemented;
}
