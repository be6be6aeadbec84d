namespace Layotto.Grpc.Hosting;

/// <summary>A place that can't be listened on; the message names it and says why.</summary>
public sealed class EndpointUnavailableException : IOException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">Which endpoint, and why it can't be used.</param>
    /// <param name="innerException">What the system said, or null.</param>
    public EndpointUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
