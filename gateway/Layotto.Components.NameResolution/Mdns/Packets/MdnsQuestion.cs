namespace Layotto.Components.NameResolution.Mdns.Packets;

/// <summary>A question of a query.</summary>
/// <param name="Name">The name asked for, without a dot at its end.</param>
/// <param name="Type">The type of records asked for.</param>
/// <param name="WantsUnicast">Whether the one who asks would rather be answered alone.</param>
internal readonly record struct MdnsQuestion(string Name, DnsRecordType Type, bool WantsUnicast = false);
