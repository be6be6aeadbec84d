using Grpc.Core;
using Layotto.Runtime.Errors;

namespace Layotto.Dapr.Errors;

/// <summary>
/// The statuses that Dapr's APIs answer an error with. Most follow from the kind of failure; some errors have statuses of their own,
/// which SDKs rely on.
/// </summary>
internal static class DaprStatus
{
    /// <summary>The gRPC status code of an error.</summary>
    public static StatusCode GrpcCode(ApiException error)
        => error.Code == StateErrors.UnsupportedOperation ? StatusCode.Unimplemented : GrpcCode(error.Kind);

    /// <summary>The HTTP status of an error.</summary>
    public static int HttpCode(ApiException error)
    {
        if (error.Code == SecretErrors.NotFound)
            return 401;
        if (error.Code == StateErrors.TransactionsNotSupported)
            return 500;
        if (error.Kind == ErrorKind.FailedPrecondition && (error.Code == StateErrors.NotConfigured || error.Code == SecretErrors.NotConfigured))
            return 500;
        if (IsUnset(error) || error.Code == ConfigurationErrors.Subscribe)
            return 500;
        return PubSubHttpCode(error) ?? HttpCode(error.Kind);
    }

    private static int? PubSubHttpCode(ApiException error)
    {
        if (error.Kind == ErrorKind.InvalidArgument
            && (error.Code == PubSubErrors.NotFound || error.Code == PubSubErrors.NameEmpty || error.Code == PubSubErrors.TopicEmpty))
        {
            return 404;
        }

        if (error.Code == PubSubErrors.Gone)
            return 400;
        return error.Code == PubSubErrors.CloudEvent ? 500 : null;
    }

    private static bool IsUnset(ApiException error)
        => error.Kind == ErrorKind.FailedPrecondition
            && (error.Code == ConfigurationErrors.NotConfigured || error.Code == ConfigurationErrors.NoApp || error.Code == LockErrors.NotConfigured);

    private static StatusCode GrpcCode(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => StatusCode.InvalidArgument,
        ErrorKind.NotFound => StatusCode.NotFound,
        ErrorKind.Aborted => StatusCode.Aborted,
        ErrorKind.FailedPrecondition => StatusCode.FailedPrecondition,
        ErrorKind.PermissionDenied => StatusCode.PermissionDenied,
        ErrorKind.Unauthenticated => StatusCode.Unauthenticated,
        ErrorKind.ResourceExhausted => StatusCode.ResourceExhausted,
        ErrorKind.Unimplemented => StatusCode.Unimplemented,
        ErrorKind.Unavailable => StatusCode.Unavailable,
        ErrorKind.DeadlineExceeded => StatusCode.DeadlineExceeded,
        _ => StatusCode.Internal,
    };

    // Dapr's own table of gRPC codes to HTTP statuses.
    private static int HttpCode(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument or ErrorKind.FailedPrecondition => 400,
        ErrorKind.Unauthenticated => 401,
        ErrorKind.PermissionDenied => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.Aborted => 409,
        ErrorKind.ResourceExhausted => 429,
        ErrorKind.Unimplemented => 501,
        ErrorKind.Unavailable => 503,
        ErrorKind.DeadlineExceeded => 504,
        _ => 500,
    };
}
