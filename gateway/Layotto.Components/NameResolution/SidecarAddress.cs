using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Layotto.Components.NameResolution;

/// <summary>Addresses as name resolvers give them: <c>host:port</c>, an IPv6 address in brackets.</summary>
public static class SidecarAddress
{
    /// <summary>Joins a host and a port; brackets are put around an IPv6 address that has none.</summary>
    /// <param name="host">A host name or an address.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    public static string Join(string host, int port)
        => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[')
            ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}")
            : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    /// <summary>Reads an address that may leave its port out: <c>host</c>, <c>host:port</c>, <c>fd00::1</c>, <c>[fd00::1]</c> or <c>[fd00::1]:port</c>.</summary>
    /// <param name="text">The text; white space around it doesn't count.</param>
    /// <param name="defaultPort">The port where the text has none; 0 when it must have one.</param>
    /// <param name="address">The address, with a port and, where needed, brackets.</param>
    /// <returns>Whether the text is an address.</returns>
    public static bool TryParse(string text, int defaultPort, out string address)
    {
        var isAddress = TryParse(text, defaultPort, out var host, out var port);
        address = isAddress ? Join(host, port) : "";
        return isAddress;
    }

    /// <summary>Reads an address that may leave its port out, into its parts; the host has no brackets then.</summary>
    /// <returns>Whether the text is an address.</returns>
    public static bool TryParse(string text, int defaultPort, out string host, out int port)
    {
        port = defaultPort;
        return TrySplit(text.Trim(), out host, out var portText) && IsHost(host)
            && (portText is null || int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port))
            && port is >= 1 and <= 65535;
    }

    /// <summary>Whether a text can stand for a host: an address, or a name of letters, digits, dots, hyphens and underscores.</summary>
    public static bool IsHost(string host)
        => host.Length is > 0 and <= 255
            && (host.Contains(':', StringComparison.Ordinal)
                ? IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
                : host.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_'));

    private static bool TrySplit(string text, out string host, out string? port)
    {
        port = null;
        host = text;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
                return false;
            host = text[1..end];
            var rest = text[(end + 1)..];
            if (rest.Length > 0 && rest[0] != ':')
                return false;
            port = rest.Length > 0 ? rest[1..] : null;
            return host.Contains(':', StringComparison.Ordinal);
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && colon == text.LastIndexOf(':'))
        {
            host = text[..colon];
            port = text[(colon + 1)..];
        }

        return true;
    }
}
