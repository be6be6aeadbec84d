namespace Layotto.Components.NameResolution.Mdns;

/// <summary>A sidecar that has been heard of.</summary>
/// <param name="Instance">Its name on the network; two processes of one name differ by their ports.</param>
/// <param name="Port">Its sidecar-to-sidecar port.</param>
/// <param name="Address4">Where it is by IPv4, with the port; null for nowhere.</param>
/// <param name="Address6">Where it is by IPv6, with the port; null for nowhere.</param>
internal sealed record MdnsEntry(string Instance, int Port, string? Address4, string? Address6);
