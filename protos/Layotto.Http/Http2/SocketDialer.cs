using System.Net;
using System.Net.Sockets;

namespace Layotto.Http.Http2;

/// <summary>Makes connections in plain text.</summary>
internal static class SocketDialer
{
    /// <summary>Makes connections to an address.</summary>
    /// <param name="endPoint">An address or a host name with a port, or a Unix socket.</param>
    /// <param name="connected">Gets each socket before it is used; null for nobody.</param>
    public static Func<CancellationToken, ValueTask<Stream>> To(EndPoint endPoint, Action<Socket>? connected)
        => cancellationToken => ConnectAsync(endPoint, connected, cancellationToken);

    /// <summary>The address as errors name it.</summary>
    public static string Describe(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => $"{(dns.Host.Contains(':', StringComparison.Ordinal) ? $"[{dns.Host}]" : dns.Host)}:{dns.Port}",
        UnixDomainSocketEndPoint unix => $"Unix socket {unix}",
        _ => endPoint.ToString() ?? "",
    };

    private static async ValueTask<Stream> ConnectAsync(EndPoint endPoint, Action<Socket>? connected, CancellationToken cancellationToken)
    {
        var socket = endPoint.AddressFamily == AddressFamily.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            connected?.Invoke(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
