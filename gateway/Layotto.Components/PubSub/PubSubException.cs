namespace Layotto.Components.PubSub;

/// <summary>A broker refused a call and said why with a status, which retry policies are matched against.</summary>
public sealed class PubSubException : ComponentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">A sentence for the caller.</param>
    /// <param name="grpcStatus">The status, as a gRPC code from 1 to 16.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PubSubException(string message, int grpcStatus, Exception? innerException = null)
        : base(message, innerException)
        => GrpcStatus = grpcStatus;

    /// <summary>The status, as a gRPC code from 1 to 16.</summary>
    public int GrpcStatus { get; }
}
