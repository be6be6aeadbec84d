using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>
/// The socket of an address family. It shares the port with every other process that speaks multicast DNS; where one of them keeps
/// the port for itself, it takes another port, from which it can ask but not be asked.
/// </summary>
internal sealed class MdnsSocket : IAsyncDisposable
{
    private const int MaxErrorsInARow = 100;

    private static readonly IPAddress Group4 = IPAddress.Parse("224.0.0.251");
    private static readonly IPAddress Group6 = IPAddress.Parse("ff02::fb");

    private readonly Lock _sending = new();
    private readonly Socket _socket;
    private readonly int _port;
    private readonly HashSet<int> _interfaces = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _receiving = Task.CompletedTask;

    private MdnsSocket(Socket socket, int port, bool isAside)
    {
        _socket = socket;
        _port = port;
        IsAside = isAside;
    }

    /// <summary>Whether it has another port than everybody else.</summary>
    public bool IsAside { get; }

    /// <summary>Whether there is an interface to send on.</summary>
    public bool HasInterface
    {
        get
        {
            lock (_sending)
                return _interfaces.Count > 0;
        }
    }

    private bool IsV4 => _socket.AddressFamily == AddressFamily.InterNetwork;

    /// <summary>Opens the socket.</summary>
    /// <returns>Null when this machine doesn't have the address family.</returns>
    public static MdnsSocket? Open(AddressFamily family, int port)
    {
        try
        {
            return new MdnsSocket(Bind(family, port), port, isAside: false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return OpenAside(family, port);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Begins to receive; may be called again.</summary>
    public void Start(MdnsReceiver receiver)
    {
        if (_receiving.IsCompleted && !_stopping.IsCancellationRequested)
            _receiving = ReceiveAsync(receiver);
    }

    /// <summary>Takes the interfaces that there are now.</summary>
    /// <returns>Whether there is one among them that wasn't there before.</returns>
    public bool Refresh(IEnumerable<NetworkInterface> cards)
    {
        lock (_sending)
        {
            var present = cards.Select(IndexOf).OfType<int>().ToHashSet();
            _interfaces.IntersectWith(present);
            var count = _interfaces.Count;
            foreach (var index in present.Where(index => !_interfaces.Contains(index)))
            {
                if (IsAside || TryJoin(index))
                    _interfaces.Add(index);
            }

            return _interfaces.Count > count;
        }
    }

    /// <summary>Sends to the group on one interface, or on all of them. An interface that can't take it is passed over.</summary>
    public void Multicast(ReadOnlySpan<byte> packet, int? onlyInterface)
    {
        var destination = new IPEndPoint(IsV4 ? Group4 : Group6, _port);
        lock (_sending)
        {
            foreach (var index in _interfaces)
            {
                if (onlyInterface is { } only && only != index)
                    continue;
                try
                {
                    var level = IsV4 ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;
                    _socket.SetSocketOption(level, SocketOptionName.MulticastInterface, IsV4 ? IPAddress.HostToNetworkOrder(index) : index);
                    _socket.SendTo(packet, SocketFlags.None, destination);
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    // The interface has no way for it at the moment, or the gateway stops: others may still hear it elsewhere.
                    continue;
                }
            }
        }
    }

    /// <summary>Sends to one.</summary>
    public void Send(ReadOnlySpan<byte> packet, IPEndPoint destination)
    {
        try
        {
            _socket.SendTo(packet, SocketFlags.None, destination);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Whoever asked isn't reachable any more and will ask again if it is.
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static MdnsSocket? OpenAside(AddressFamily family, int port)
    {
        try
        {
            return new MdnsSocket(Bind(family, 0), port, isAside: true);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static Socket Bind(AddressFamily family, int port)
    {
        var isV4 = family == AddressFamily.InterNetwork;
        var level = isV4 ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // On Unix, .NET makes SO_REUSEPORT of this too where that is what sharing takes.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (!isV4)
                socket.DualMode = false;
            socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, 255);
            socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, 1);
            socket.SetSocketOption(level, SocketOptionName.PacketInformation, true);
            socket.Bind(new IPEndPoint(isV4 ? IPAddress.Any : IPAddress.IPv6Any, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private int? IndexOf(NetworkInterface card)
    {
        try
        {
            var properties = card.GetIPProperties();
            if (!properties.UnicastAddresses.Any(unicast => unicast.Address.AddressFamily == _socket.AddressFamily))
                return null;
            return IsV4 ? properties.GetIPv4Properties()?.Index : properties.GetIPv6Properties()?.Index;
        }
        catch (NetworkInformationException)
        {
            // It has gone meanwhile, or doesn't have the address family.
            return null;
        }
    }

    private bool TryJoin(int index)
    {
        try
        {
            if (IsV4)
                _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Group4, index));
            else
                _socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(Group6, index));
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }

    private async Task ReceiveAsync(MdnsReceiver receiver)
    {
        // A byte more than a packet may have tells one that is too large from one that isn't.
        var buffer = new byte[Packets.MdnsMessage.MaxBytes + 1];
        var anyone = new IPEndPoint(IsV4 ? IPAddress.Any : IPAddress.IPv6Any, 0);
        for (var errors = 0; errors < MaxErrorsInARow && !_stopping.IsCancellationRequested;)
        {
            try
            {
                var received = await _socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, anyone, _stopping.Token).ConfigureAwait(false);
                errors = 0;
                var source = (IPEndPoint)received.RemoteEndPoint;
                receiver(
                    buffer.AsSpan(0, received.ReceivedBytes),
                    new MdnsOrigin(source, received.PacketInformation.Interface, IsFullSpeaker: source.Port == _port));
            }
            catch (SocketException)
            {
                // Such as a former destination telling that nobody listens there. Where it goes on, the next refresh begins anew.
                errors++;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
