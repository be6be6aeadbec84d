using System.Net;
using System.Net.Sockets;

namespace Layotto.Benchmarks.Processes;

/// <summary>Asks the kernel for loopback ports that nobody uses at the moment.</summary>
internal static class FreePort
{
    public static IPEndPoint Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
