using System.Net;
using System.Net.Sockets;

namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>Addresses to listen on, as flags give them.</summary>
internal static class ListenAddress
{
    /// <summary>The loopback addresses that this machine has: IPv4's, and IPv6's unless IPv6 is turned off.</summary>
    public static IReadOnlyList<IPAddress> Loopback { get; } = HasIPv6Loopback() ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];

    /// <summary>Reads an address: an IP address, an IPv6 one with or without brackets, <c>localhost</c>, or a host name that has addresses.</summary>
    /// <param name="text">The address as written.</param>
    /// <param name="addresses">Where what it means is added.</param>
    /// <param name="reason">When it means nothing: the end of a sentence that says why.</param>
    public static bool TryParse(string text, List<IPAddress> addresses, out string reason)
    {
        reason = "";
        var bare = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        if (bare.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            addresses.AddRange(Loopback);
            return true;
        }

        if (IPAddress.TryParse(bare, out var address))
        {
            addresses.Add(address);
            return true;
        }

        try
        {
            addresses.AddRange(Dns.GetHostAddresses(bare));
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            reason = "must be an IP address such as 127.0.0.1, [::1] or 0.0.0.0, or a host name that can be resolved.";
            return false;
        }
    }

    /// <summary>Whether two listeners with the same port would get into each other's way.</summary>
    public static bool Overlap(IReadOnlyList<IPAddress> some, IReadOnlyList<IPAddress> others)
        => some.Any(one => others.Any(other => one.Equals(other) || IsAny(one) || IsAny(other)));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // Socket.OSSupportsIPv6 also says yes where the kernel knows IPv6 and the container has no address of it.
    private static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6)
            return false;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
