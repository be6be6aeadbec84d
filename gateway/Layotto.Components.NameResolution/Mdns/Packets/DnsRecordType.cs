namespace Layotto.Components.NameResolution.Mdns.Packets;

/// <summary>The types of records that matter here, by their numbers on the wire.</summary>
internal enum DnsRecordType : ushort
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>A name that a name points to: here, from an app to an instance of it.</summary>
    Ptr = 12,

    /// <summary>Texts.</summary>
    Txt = 16,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,

    /// <summary>The host and port of a service.</summary>
    Srv = 33,

    /// <summary>In questions: any type.</summary>
    Any = 255,
}
