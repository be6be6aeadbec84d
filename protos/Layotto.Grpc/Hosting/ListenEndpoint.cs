using System.Net;
using System.Net.Sockets;

namespace Layotto.Grpc.Hosting;

/// <summary>One place to listen on.</summary>
public sealed class ListenEndpoint
{
    private ListenEndpoint(EndPoint address, ListenProtocols protocols, ListenTls? tls)
    {
        Address = address;
        Protocols = protocols;
        Tls = tls;
    }

    /// <summary>Where to listen: an <see cref="IPEndPoint"/> or a <see cref="UnixDomainSocketEndPoint"/>.</summary>
    public EndPoint Address { get; }

    /// <summary>The versions of HTTP spoken there.</summary>
    public ListenProtocols Protocols { get; }

    /// <summary>TLS on that endpoint, or null for cleartext.</summary>
    public ListenTls? Tls { get; }

    /// <summary>Listens on an IP address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="port">The port, 0 to 65535; 0 takes a free one.</param>
    /// <param name="protocols">The versions of HTTP.</param>
    /// <param name="tls">TLS, or null for cleartext.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    public static ListenEndpoint Tcp(
        IPAddress address, int port, ListenProtocols protocols = ListenProtocols.Http1AndHttp2, ListenTls? tls = null) =>
        new(new IPEndPoint(address, port), protocols, tls);

    /// <summary>Listens on a Unix domain socket.</summary>
    /// <param name="path">The path of the socket file, which is made at start and removed at stop.</param>
    /// <param name="protocols">The versions of HTTP.</param>
    /// <exception cref="ArgumentOutOfRangeException">The path is longer than the system allows.</exception>
    public static ListenEndpoint Unix(string path, ListenProtocols protocols = ListenProtocols.Http2) =>
        new(new UnixDomainSocketEndPoint(path), protocols, null);
}
