namespace Layotto.Grpc.Client;

/// <summary>How a channel stands with its target (gRPC connectivity semantics).</summary>
public enum ConnectivityState
{
    /// <summary>No connection, and nobody asked for one.</summary>
    Idle,

    /// <summary>A first connection is being made.</summary>
    Connecting,

    /// <summary>There is a connection.</summary>
    Ready,

    /// <summary>The last attempt failed; calls fail at once until the backoff has passed.</summary>
    TransientFailure,

    /// <summary>The channel was shut down.</summary>
    Shutdown,
}
