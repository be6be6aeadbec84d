using System.Net;
using System.Net.Sockets;

namespace Layotto.Gateway.Serving;

/// <summary>Turns the addresses and the port that were asked for into places that can be listened on here.</summary>
internal static class ListenAddresses
{
    private const int FreePortTries = 20;

    /// <summary>
    /// The addresses that this machine has. One it lacks (IPv6 loopback, most often) is left out as long as another remains.
    /// </summary>
    public static IReadOnlyList<IPAddress> Usable(IReadOnlyList<IPAddress> addresses)
    {
        var usable = addresses.Where(address => CanBind(address, 0)).ToList();
        return usable.Count > 0 ? usable : addresses;
    }

    /// <summary>The port asked for; or for 0 one that is free on all of the addresses.</summary>
    public static int Port(int port, IReadOnlyList<IPAddress> addresses)
    {
        if (port != 0)
            return port;
        for (var attempt = 0; attempt < FreePortTries; attempt++)
        {
            var candidate = FreePort(addresses[0]);
            if (addresses.All(address => CanBind(address, candidate)))
                return candidate;
        }

        return 0;
    }

    private static int FreePort(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
