using System.Net;
using System.Net.Sockets;

namespace Layotto.Grpc.Client.Connections;

/// <summary>What a channel's address means: where to connect, and what to call the server there.</summary>
/// <param name="EndPoint">Where to connect.</param>
/// <param name="IsSecure">Whether the address asks for TLS.</param>
/// <param name="Authority">The host and port that calls carry.</param>
/// <param name="Host">The name that the server's certificate must bear.</param>
internal sealed record ChannelTarget(EndPoint EndPoint, bool IsSecure, string Authority, string Host)
{
    private const string UnixScheme = "unix:";
    private const string AbstractUnixScheme = "unix-abstract:";

    /// <summary>
    /// Reads <c>http://host:port</c>, <c>https://host:port</c>, <c>dns:host:port</c>, <c>host:port</c>, <c>unix:path</c>,
    /// <c>unix:///path</c> or <c>unix-abstract:name</c> (gRPC name resolution, plus the two HTTP schemes).
    /// </summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public static ChannelTarget Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.StartsWith(UnixScheme, StringComparison.OrdinalIgnoreCase))
            return Unix(address, UnixPath(address));
        if (address.StartsWith(AbstractUnixScheme, StringComparison.OrdinalIgnoreCase))
            return Unix(address, '\0' + address[AbstractUnixScheme.Length..]);

        var url = address;
        if (url.StartsWith("dns:", StringComparison.OrdinalIgnoreCase))
            url = "http://" + url["dns:".Length..].TrimStart('/');
        else if (!url.Contains("://", StringComparison.Ordinal))
            url = "http://" + url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            throw new ArgumentException(
                $"Channel address '{address}' is not understood; "
                + "it must look like http://host:port, https://host:port, host:port or unix:///path.",
                nameof(address));
        }

        return new ChannelTarget(
            new DnsEndPoint(uri.IdnHost.Trim('[', ']'), uri.Port),
            uri.Scheme == Uri.UriSchemeHttps,
            uri.IsDefaultPort ? uri.IdnHost : $"{BracketedHost(uri)}:{uri.Port}",
            uri.IdnHost.Trim('[', ']'));
    }

    /// <summary>The end point as an error names it.</summary>
    public string Description => EndPoint switch
    {
        DnsEndPoint dns => $"{(dns.Host.Contains(':') ? $"[{dns.Host}]" : dns.Host)}:{dns.Port}",
        UnixDomainSocketEndPoint unix => $"Unix socket {unix}",
        _ => EndPoint.ToString() ?? "",
    };

    private static string BracketedHost(Uri uri) =>
        uri.HostNameType == UriHostNameType.IPv6 && !uri.IdnHost.StartsWith('[') ? $"[{uri.IdnHost}]" : uri.IdnHost;

    private static string UnixPath(string address)
    {
        var path = address[UnixScheme.Length..];
        if (!path.StartsWith("//", StringComparison.Ordinal))
            return path;
        if (!path.StartsWith("///", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"Channel address '{address}' has an authority; write unix:///absolute/path or unix:relative/path.", nameof(address));
        }

        return path[2..];
    }

    private static ChannelTarget Unix(string address, string path)
    {
        if (path.Length == 0 || path == "\0")
            throw new ArgumentException($"Channel address '{address}' has no path; it must look like unix:///path.", nameof(address));
        return new ChannelTarget(new UnixDomainSocketEndPoint(path), IsSecure: false, "localhost", "localhost");
    }
}
