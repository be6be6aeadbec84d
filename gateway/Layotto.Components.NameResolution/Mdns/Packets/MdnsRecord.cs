using System.Net;

namespace Layotto.Components.NameResolution.Mdns.Packets;

/// <summary>A record: what a name has.</summary>
internal sealed record MdnsRecord
{
    /// <summary>The name, without a dot at its end.</summary>
    public required string Name { get; init; }

    public required DnsRecordType Type { get; init; }

    /// <summary>How long the record holds, in seconds; 0 takes it back.</summary>
    public required uint TimeToLive { get; init; }

    /// <summary>Whether it replaces all other records of its name and type.</summary>
    public bool IsUnique { get; init; }

    /// <summary>The name that a PTR or SRV record points to.</summary>
    public string Target { get; init; } = "";

    /// <summary>The port of an SRV record.</summary>
    public int Port { get; init; }

    /// <summary>The texts of a TXT record.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The address of an A or AAAA record.</summary>
    public IPAddress Address { get; init; } = IPAddress.None;
}
