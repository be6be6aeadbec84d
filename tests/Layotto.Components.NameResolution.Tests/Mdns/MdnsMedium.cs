using System.Net;
using Layotto.Components.NameResolution.Mdns;

namespace Layotto.Components.NameResolution.Tests.Mdns;

/// <summary>A network in memory: what one sends, all hear at once, itself included.</summary>
internal sealed class MdnsMedium
{
    private readonly List<Port> _ports = [];

    /// <summary>What has been sent to all, in its order.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>What has been sent to one, with its destination.</summary>
    public List<(IPEndPoint Destination, byte[] Packet)> SentToOne { get; } = [];

    public Port Connect(string? trouble = null) => new(this, trouble);

    /// <summary>Lets everybody hear a packet of a stranger's.</summary>
    public void Inject(ReadOnlySpan<byte> packet, MdnsOrigin? origin = null)
    {
        foreach (var port in _ports.ToList())
            port.Receiver?.Invoke(packet, origin ?? Origin(5353));
    }

    public static MdnsOrigin Origin(int port) => new(new IPEndPoint(IPAddress.Parse("192.0.2.9"), port), 4, port == 5353);

    internal sealed class Port(MdnsMedium medium, string? trouble) : IMdnsNetwork
    {
        public MdnsReceiver? Receiver { get; private set; }

        public string? Trouble { get; set; } = trouble;

        public bool IsAside { get; set; }

        public bool HasNewInterface { get; set; } = true;

        public bool Refresh(MdnsReceiver receiver)
        {
            if (Receiver is null)
                medium._ports.Add(this);
            Receiver = receiver;
            var hasNew = HasNewInterface && Trouble is null;
            HasNewInterface = false;
            return hasNew;
        }

        public void Multicast(ReadOnlySpan<byte> packet, MdnsOrigin? only = null)
        {
            if (Trouble is not null)
                return;
            medium.Sent.Add(packet.ToArray());
            medium.Inject(packet);
        }

        public void Send(ReadOnlySpan<byte> packet, IPEndPoint destination) => medium.SentToOne.Add((destination, packet.ToArray()));

        public ValueTask DisposeAsync()
        {
            medium._ports.Remove(this);
            return ValueTask.CompletedTask;
        }
    }
}
