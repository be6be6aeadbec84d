namespace Grpc.Core;

/// <summary>A call that ended with another status than OK; thrown by a handler, it becomes the call's status.</summary>
public class RpcException : Exception
{
    /// <summary>Makes an exception of a status.</summary>
    /// <param name="status">How the call ended.</param>
    public RpcException(Status status)
        : this(status, Metadata.Empty, status.ToString())
    {
    }

    /// <summary>Makes an exception of a status, with a message of its own.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="message">The exception's message, which isn't sent.</param>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>Makes an exception of a status and trailers.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">The trailers of the call.</param>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>Makes an exception of a status and trailers, with a message of its own.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">The trailers of the call.</param>
    /// <param name="message">The exception's message, which isn't sent.</param>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailers of the call.</summary>
    public Metadata Trailers { get; }
}
