using System.Net;

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>Where a packet came from.</summary>
/// <param name="Source">Who sent it.</param>
/// <param name="InterfaceIndex">The network interface that it came in by; 0 when the system doesn't tell.</param>
/// <param name="IsFullSpeaker">Whether the sender speaks multicast DNS in full, from its port, and so hears what everybody hears.</param>
internal readonly record struct MdnsOrigin(IPEndPoint Source, int InterfaceIndex, bool IsFullSpeaker);
