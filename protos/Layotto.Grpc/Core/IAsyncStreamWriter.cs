namespace Grpc.Core;

/// <summary>A stream of messages to write.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the messages written from now on.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message; only one such write may be under way.</summary>
    /// <param name="message">The message.</param>
    Task WriteAsync(T message);

    /// <summary>Writes a message; only one such write may be under way.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the write and, with it, the call.</param>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            throw new NotSupportedException("This stream writer can't cancel a write.");
        return WriteAsync(message);
    }
}
