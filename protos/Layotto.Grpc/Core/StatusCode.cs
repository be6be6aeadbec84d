namespace Grpc.Core;

/// <summary>The status codes of gRPC, with their numbers on the wire.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,

    /// <summary>The call was cancelled, usually by its caller.</summary>
    Cancelled = 1,

    /// <summary>An error of unknown kind.</summary>
    Unknown = 2,

    /// <summary>The caller sent something that is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call ended.</summary>
    DeadlineExceeded = 4,

    /// <summary>Something asked for doesn't exist.</summary>
    NotFound = 5,

    /// <summary>Something to be made exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known but not allowed.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or another resource is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system isn't in the state that the call needs.</summary>
    FailedPrecondition = 9,

    /// <summary>The call was given up, typically for a conflict of concurrent ones.</summary>
    Aborted = 10,

    /// <summary>The call went past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method doesn't exist here.</summary>
    Unimplemented = 12,

    /// <summary>An invariant was broken.</summary>
    Internal = 13,

    /// <summary>The service can't be reached for now; a retry may help.</summary>
    Unavailable = 14,

    /// <summary>Data was lost or damaged for good.</summary>
    DataLoss = 15,

    /// <summary>The caller isn't known.</summary>
    Unauthenticated = 16,
}
