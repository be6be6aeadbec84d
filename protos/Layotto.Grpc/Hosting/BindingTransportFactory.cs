using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Layotto.Grpc.Hosting;

/// <summary>Remembers what was bound, and says of what couldn't be bound which one it was and why.</summary>
/// <param name="inner">Binds.</param>
/// <param name="isInline">Whether the completions of connections run inline.</param>
internal sealed class BindingTransportFactory(IConnectionListenerFactory inner, bool isInline) : IConnectionListenerFactory
{
    private readonly List<EndPoint> _bound = [];

    public IReadOnlyList<EndPoint> Bound => _bound;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            var listener = await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
            _bound.Add(listener.EndPoint);
            return isInline ? new InlineListener(listener) : listener;
        }
        catch (AddressInUseException exception)
        {
            throw new EndpointUnavailableException(
                $"Cannot listen on {Describe(endpoint)}: the address is in use by another process. "
                + "Choose another port, or stop what listens there.",
                exception);
        }
        catch (SocketException exception)
        {
            var reason = exception.SocketErrorCode switch
            {
                SocketError.AccessDenied => "this process isn't allowed to",
                SocketError.AddressNotAvailable => "no network interface of this machine has that address",
                SocketError.AddressFamilyNotSupported => "the system doesn't support that kind of address",
                _ => exception.Message,
            };
            throw new EndpointUnavailableException($"Cannot listen on {Describe(endpoint)}: {reason}.", exception);
        }
    }

    private static string Describe(EndPoint endpoint) =>
        endpoint is UnixDomainSocketEndPoint ? $"Unix socket {endpoint}" : $"{endpoint}";
}
