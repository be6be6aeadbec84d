namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>gRPC's statuses by the names that Go gives them, and so Dapr's labels.</summary>
internal static class GrpcStatusName
{
    private static readonly string[] Names =
    [
        "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied",
        "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss",
        "Unauthenticated",
    ];

    /// <summary>How many statuses there are.</summary>
    public const int Count = 17;

    /// <summary>The name; a number that is none of gRPC's is <c>Unknown</c>.</summary>
    public static string Of(int status) => Names[Normal(status)];

    /// <summary>The number; one that is none of gRPC's is that of <c>Unknown</c>.</summary>
    public static int Normal(int status) => status is >= 0 and < Count ? status : 2;
}
