using System.Net;
using System.Net.Sockets;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>Ports that nobody listens on.</summary>
internal static class FreePorts
{
    /// <summary>Finds one.</summary>
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
