using System.Net;

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>The networks on which multicast DNS is spoken.</summary>
internal interface IMdnsNetwork : IAsyncDisposable
{
    /// <summary>Why nothing can be sent, as a sentence; null when something can.</summary>
    string? Trouble { get; }

    /// <summary>Whether queries go out from a port of their own, so that answers come to this process alone.</summary>
    bool IsAside { get; }

    /// <summary>Looks for networks that have come or gone, and begins to listen on new ones.</summary>
    /// <param name="receiver">Is called with what comes, possibly from several threads.</param>
    /// <returns>Whether there are new ones.</returns>
    bool Refresh(MdnsReceiver receiver);

    /// <summary>Sends to everybody.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="only">The one network to send on; null for all.</param>
    void Multicast(ReadOnlySpan<byte> packet, MdnsOrigin? only = null);

    /// <summary>Sends to one, if that one is on a network of this machine's.</summary>
    void Send(ReadOnlySpan<byte> packet, IPEndPoint destination);
}

/// <summary>Takes a packet, which is valid only during the call.</summary>
internal delegate void MdnsReceiver(ReadOnlySpan<byte> packet, MdnsOrigin origin);
