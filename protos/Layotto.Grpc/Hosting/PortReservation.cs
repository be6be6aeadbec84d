using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Layotto.Grpc.Hosting;

/// <summary>
/// Holds ports from before a host listens on them. A port from the range that the system gives to outgoing connections, as Dapr's 50001,
/// could otherwise go to one that is made meanwhile.
/// </summary>
public sealed class PortReservation : IDisposable
{
    private readonly Dictionary<IPEndPoint, Socket> _held = [];

    /// <summary>Binds a port without listening on it: connections are refused until a host does.</summary>
    /// <param name="endpoint">The address and the port; port 0 is left alone, as there is nothing to hold yet.</param>
    /// <exception cref="EndpointUnavailableException">It can't be bound.</exception>
    public void Hold(IPEndPoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.Port == 0)
            return;
        if (_held.ContainsKey(endpoint))
            throw new EndpointUnavailableException($"Cannot listen on {endpoint}: it is asked for twice. Choose another port for one of the two.", null);
        try
        {
            _held.Add(endpoint, SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint));
        }
        catch (SocketException exception)
        {
            throw EndpointUnavailableException.Of(endpoint, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _held.Values)
            socket.Dispose();
        _held.Clear();
    }

    /// <summary>A socket that is bound to an address: the one held, else a new one.</summary>
    internal Socket Take(EndPoint endpoint) => endpoint is IPEndPoint address && _held.Remove(address, out var socket)
        ? socket
        : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
}
