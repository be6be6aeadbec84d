namespace Layotto.LoadGenerator.Checks;

/// <summary>What can be wrong with a request. Each kind is counted apart; one of any kind makes a result invalid.</summary>
internal enum ErrorKind
{
    /// <summary>The connection could not be opened, or HTTP/2 settings did not arrive.</summary>
    Connect,

    /// <summary>The server closed or reset the connection while a request was under way.</summary>
    ConnectionLost,

    /// <summary>Bytes that the protocol does not allow.</summary>
    Protocol,

    /// <summary>Another HTTP status than expected.</summary>
    Status,

    /// <summary>Another grpc-status than expected, or none.</summary>
    GrpcStatus,

    /// <summary>A gRPC message cut short, or another number of messages than the call's shape allows.</summary>
    GrpcMessage,

    /// <summary>Another body length than expected, or than the first response had.</summary>
    Length,

    /// <summary>Another body than the first response had.</summary>
    Body,

    /// <summary>The server reset the stream.</summary>
    StreamReset,

    /// <summary>No response within the timeout.</summary>
    Timeout,

    /// <summary>Due within the run, but neither answered nor even sent when the run was given up.</summary>
    Unfinished,
}
