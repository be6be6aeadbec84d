using System.Net;
using System.Net.Sockets;

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

    /// <summary>From what the system said.</summary>
    internal static EndpointUnavailableException Of(EndPoint endpoint, Exception exception)
    {
        var what = endpoint is UnixDomainSocketEndPoint ? $"Unix socket {endpoint}" : $"{endpoint}";
        if (exception is not SocketException { SocketErrorCode: not SocketError.AddressAlreadyInUse and var code })
        {
            return new EndpointUnavailableException(
                $"Cannot listen on {what}: the address is in use by another process. Choose another port, or stop what listens there.", exception);
        }

        var reason = code switch
        {
            SocketError.AccessDenied => "this process isn't allowed to",
            SocketError.AddressNotAvailable => "no network interface of this machine has that address",
            SocketError.AddressFamilyNotSupported => "the system doesn't support that kind of address",
            _ => exception.Message,
        };
        return new EndpointUnavailableException($"Cannot listen on {what}: {reason}.", exception);
    }
}
