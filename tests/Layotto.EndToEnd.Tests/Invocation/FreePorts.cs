using System.Net;
using System.Net.Sockets;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>Ports that nobody listens on.</summary>
internal static class FreePorts
{
    // Below those that systems hand out for port 0: who asks for one of these between the look and the use doesn't get the port that was found.
    private const int Lowest = 15_000;
    private const int End = 30_000;

    private static int s_next = Random.Shared.Next(Lowest, End);

    /// <summary>Finds one that this process hasn't found before.</summary>
    public static int Find()
    {
        for (var looked = Lowest; looked < End; looked++)
        {
            var port = Lowest + (int)((uint)Interlocked.Increment(ref s_next) % (End - Lowest));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
        throw new InvalidOperationException($"No port from {Lowest} to {End - 1} is free.");
    }
}
