using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Layotto.LoadGenerator.Connections;

/// <summary>The address under load: host:port, http://host:port or unix:/path.</summary>
internal sealed class LoadTarget
{
    private const string UnixPrefix = "unix:";
    private const string HttpPrefix = "http://";

    private LoadTarget(EndPoint endPoint, string authority)
    {
        EndPoint = endPoint;
        Authority = authority;
    }

    public EndPoint EndPoint { get; }

    /// <summary>What Host and :authority carry unless a header says otherwise.</summary>
    public string Authority { get; }

    public bool IsUnixSocket => EndPoint is UnixDomainSocketEndPoint;

    /// <exception cref="FormatException">The text is no such address; the message says what would be.</exception>
    public static LoadTarget Parse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[UnixPrefix.Length..];
            if (path.StartsWith("//", StringComparison.Ordinal))
                path = path[2..];
            if (path.Length == 0)
                throw new FormatException("The target 'unix:' names no socket; write unix:/path/to/socket.");
            return new LoadTarget(new UnixDomainSocketEndPoint(path), "localhost");
        }

        var authority = text.StartsWith(HttpPrefix, StringComparison.OrdinalIgnoreCase) ? text[HttpPrefix.Length..] : text;
        authority = authority.TrimEnd('/');
        var colon = authority.LastIndexOf(':');
        if (colon <= 0
            || !int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is 0 or > IPEndPoint.MaxPort)
        {
            throw new FormatException($"The target '{text}' is no address; write host:port, http://host:port or unix:/path.");
        }

        var host = authority[..colon].Trim('[', ']');
        EndPoint endPoint = host switch
        {
            "localhost" => new IPEndPoint(IPAddress.Loopback, port),
            _ when IPAddress.TryParse(host, out var address) => new IPEndPoint(address, port),
            _ => new DnsEndPoint(host, port),
        };
        return new LoadTarget(endPoint, authority);
    }
}
