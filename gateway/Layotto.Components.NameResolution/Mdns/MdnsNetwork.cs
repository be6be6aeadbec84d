using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>
/// All interfaces of this machine that are up, loopback included: so sidecars of one machine find one another without any network.
/// </summary>
/// <remarks>
/// Loopback on Linux doesn't say that it does multicast, but takes packets for IPv4 groups that are joined by its index all the same.
/// </remarks>
internal sealed class MdnsNetwork(int port) : IMdnsNetwork
{
    /// <summary>The port of multicast DNS.</summary>
    public const int WellKnownPort = 5353;

    private readonly Lock _refreshing = new();
    private MdnsSocket? _socket4;
    private MdnsSocket? _socket6;
    private List<IPNetwork> _subnets = [];
    private bool _isDisposed;

    /// <inheritdoc/>
    public string? Trouble { get; private set; } = "mDNS has not been started.";

    /// <inheritdoc/>
    public bool IsAside => Sockets.Any(socket => socket.IsAside);

    private IEnumerable<MdnsSocket> Sockets => new[] { _socket4, _socket6 }.OfType<MdnsSocket>();

    /// <inheritdoc/>
    public bool Refresh(MdnsReceiver receiver)
    {
        lock (_refreshing)
        {
            if (_isDisposed)
                return false;
            _socket4 ??= MdnsSocket.Open(AddressFamily.InterNetwork, port);
            _socket6 ??= MdnsSocket.Open(AddressFamily.InterNetworkV6, port);
            var cards = ReadCards();
            _subnets = [.. cards.SelectMany(ReadSubnets)];
            var hasNew = false;
            foreach (var socket in Sockets)
            {
                hasNew |= socket.Refresh(cards);
                socket.Start(receiver);
            }

            Trouble = Sockets.Any(socket => socket.HasInterface)
                ? null
                : Sockets.Any()
                    ? "No network interface of this machine is up and takes multicast."
                    : $"No UDP socket for multicast could be opened, neither on port {port} nor on another.";
            return hasNew;
        }
    }

    /// <inheritdoc/>
    public void Multicast(ReadOnlySpan<byte> packet, MdnsOrigin? only = null)
    {
        if (only is not { } origin)
        {
            foreach (var socket in Sockets)
                socket.Multicast(packet, null);
            return;
        }

        int? index = origin.InterfaceIndex == 0 ? null : origin.InterfaceIndex;
        SocketFor(origin.Source)?.Multicast(packet, index);
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> packet, IPEndPoint destination)
    {
        // Nobody from elsewhere is answered: an answer to a forged sender would hit that one (RFC 6762 §11).
        if (IPAddress.IsLoopback(destination.Address) || destination.Address.IsIPv6LinkLocal
            || _subnets.Exists(subnet => subnet.Contains(destination.Address)))
        {
            SocketFor(destination)?.Send(packet, destination);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_refreshing)
            _isDisposed = true;
        foreach (var socket in Sockets)
            await socket.DisposeAsync().ConfigureAwait(false);
    }

    private MdnsSocket? SocketFor(IPEndPoint peer) => peer.AddressFamily == AddressFamily.InterNetwork ? _socket4 : _socket6;

    private static List<NetworkInterface> ReadCards()
    {
        try
        {
            // Loopback goes first: the number of groups that a process may join is bounded (20 on Linux).
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                .OrderBy(card => card.NetworkInterfaceType == NetworkInterfaceType.Loopback ? 0 : 1)];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }

    private static List<IPNetwork> ReadSubnets(NetworkInterface card)
    {
        var subnets = new List<IPNetwork>();
        try
        {
            foreach (var unicast in card.GetIPProperties().UnicastAddresses)
            {
                if (TryMakeSubnet(unicast, out var subnet))
                    subnets.Add(subnet);
            }
        }
        catch (NetworkInformationException)
        {
            // It has gone meanwhile.
            subnets.Clear();
        }

        return subnets;
    }

    private static bool TryMakeSubnet(UnicastIPAddressInformation unicast, out IPNetwork subnet)
    {
        subnet = default;
        var bytes = unicast.Address.GetAddressBytes();
        if (unicast.PrefixLength < 1 || unicast.PrefixLength > bytes.Length * 8)
            return false;
        for (var index = 0; index < bytes.Length; index++)
        {
            var bits = Math.Clamp(unicast.PrefixLength - (index * 8), 0, 8);
            bytes[index] &= (byte)(0xFF << (8 - bits));
        }

        subnet = new IPNetwork(new IPAddress(bytes), unicast.PrefixLength);
        return true;
    }
}
