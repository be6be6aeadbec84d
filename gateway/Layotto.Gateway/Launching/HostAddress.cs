using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Layotto.Gateway.Launching;

/// <summary>
/// The address under which other hosts reach this one, found as daprd does (<c>utils/host.go</c>): the address that packets to
/// elsewhere leave from, or else the most public one of the interfaces.
/// </summary>
public static class HostAddress
{
    // Addresses of documentation (RFC 5737, RFC 3849). No packet is sent: connecting a UDP socket only asks for the route.
    private static readonly IPEndPoint[] Elsewhere =
    [
        new(IPAddress.Parse("192.0.2.1"), 80),
        new(IPAddress.Parse("2001:db8::1"), 80),
    ];

    // Addresses that 464XLAT makes up for itself (RFC 7335); nobody else can reach them.
    private static readonly IPNetwork TranslatorRange = IPNetwork.Parse("192.0.0.0/29");
    private static readonly IPNetwork SharedRange = IPNetwork.Parse("100.64.0.0/10");
    private static readonly IPNetwork[] PrivateRanges =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), SharedRange,
    ];

    /// <summary>Finds the address.</summary>
    /// <param name="environment">Says the address where an operator knows better (<c>DAPR_HOST_IP</c>); it may be any text.</param>
    /// <returns>The address; loopback when this host has no other.</returns>
    public static string Discover(GatewayEnvironment environment)
    {
        if (environment.HostAddress is { } given)
            return given;
        foreach (var destination in Elsewhere)
        {
            if (SourceFor(destination) is { } source && !TranslatorRange.Contains(source))
                return source.ToString();
        }

        return MostPublic(InterfaceAddresses())?.ToString() ?? IPAddress.Loopback.ToString();
    }

    /// <summary>
    /// Picks the address that others reach most likely: a public IPv4 one before a global IPv6 one, a private IPv4 one, a unique
    /// local IPv6 one, and a link-local one. Null when there is none of these.
    /// </summary>
    internal static IPAddress? MostPublic(IEnumerable<IPAddress> addresses)
        => addresses.Where(address => !IPAddress.IsLoopback(address) && !(IsV4(address) && TranslatorRange.Contains(address)))
            .Select(address => (Address: address, Rank: Rank(address)))
            .Where(candidate => candidate.Rank >= 0)
            .OrderBy(candidate => candidate.Rank)
            .Select(candidate => candidate.Address)
            .FirstOrDefault();

    private static int Rank(IPAddress address)
    {
        if (IsV4(address))
        {
            if (address.GetAddressBytes() is [169, 254, ..])
                return 99;
            return Array.Exists(PrivateRanges, range => range.Contains(address)) ? 2 : 0;
        }

        if (address.IsIPv6LinkLocal)
            return 99;
        if (address.IsIPv6UniqueLocal)
            return 3;
        return address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) ? -1 : 1;
    }

    private static bool IsV4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;

    private static IPAddress? SourceFor(IPEndPoint destination)
    {
        try
        {
            using var socket = new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(destination);
            return (socket.LocalEndPoint as IPEndPoint)?.Address;
        }
        catch (SocketException)
        {
            // There is no route, which is an answer too.
            return null;
        }
    }

    private static IEnumerable<IPAddress> InterfaceAddresses()
        => NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address);
}
