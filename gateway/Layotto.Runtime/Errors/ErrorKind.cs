namespace Layotto.Runtime.Errors;

/// <summary>What sort of failure an error is; adapters turn it into a gRPC status or an HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The fault is the gateway's, or that of something behind it.</summary>
    Internal,

    /// <summary>The request is wrong, whatever the state of things.</summary>
    InvalidArgument,

    /// <summary>What was asked for isn't there.</summary>
    NotFound,

    /// <summary>A competing change came first.</summary>
    Aborted,

    /// <summary>The request is right, but the gateway isn't set up for it.</summary>
    FailedPrecondition,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied,

    /// <summary>The caller didn't say who it is.</summary>
    Unauthenticated,

    /// <summary>A limit was reached.</summary>
    ResourceExhausted,

    /// <summary>The gateway, or the component, doesn't do this.</summary>
    Unimplemented,

    /// <summary>What is behind the API doesn't answer; a later try may succeed.</summary>
    Unavailable,

    /// <summary>It took too long.</summary>
    DeadlineExceeded,
}
