using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Layotto.Components.NameResolution.Mdns.Packets;

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>What has been heard of the apps that this sidecar has asked for. Nothing is kept of others.</summary>
internal sealed class MdnsCache(TimeProvider timeProvider)
{
    /// <summary>The most apps that are kept; the one that was asked for the longest ago makes room.</summary>
    public const int MaxApps = 1024;

    private readonly ConcurrentDictionary<string, MdnsApp> _apps = new(StringComparer.Ordinal);

    /// <summary>The ids of the apps.</summary>
    public IReadOnlyCollection<string> AppIds => (IReadOnlyCollection<string>)_apps.Keys;

    /// <summary>The addresses of an app; empty where none is known.</summary>
    public IReadOnlyList<string> Addresses(string appId, bool prefersIPv6, bool isAsked = true)
        => _apps.TryGetValue(appId, out var app) ? app.Addresses(prefersIPv6, isAsked) : [];

    /// <summary>Begins to keep what is heard of an app.</summary>
    public void Keep(string appId)
    {
        if (_apps.Count >= MaxApps && !_apps.ContainsKey(appId) && _apps.MaxBy(app => app.Value.Idle) is { Key: { } oldest })
            _apps.TryRemove(oldest, out _);
        _apps.GetOrAdd(appId, static (_, clock) => new MdnsApp(clock), timeProvider);
    }

    /// <summary>Keeps nothing more of an app.</summary>
    public void Forget(string appId) => _apps.TryRemove(appId, out _);

    /// <summary>Takes in a response.</summary>
    /// <param name="message">The response.</param>
    /// <param name="origin">Where it came from.</param>
    /// <returns>The apps that it told of, if they are kept.</returns>
    public IReadOnlyList<string> Apply(MdnsMessage message, MdnsOrigin origin)
    {
        var records = message.Additional.Count == 0 ? message.Answers : [.. message.Answers, .. message.Additional];
        var told = new List<string>();
        foreach (var service in records.Where(record => record.Type == DnsRecordType.Srv))
        {
            // Whose case differs isn't the same app: names have no case, app ids do, and the text has the app id as it is.
            var text = records.FirstOrDefault(record => record.Type == DnsRecordType.Txt && IsSameName(record.Name, service.Name));
            if (text is not { Texts: [var appId, ..] } || !_apps.TryGetValue(appId, out var app)
                || !service.Name.EndsWith($".{MdnsService.ServiceNameOf(appId)}", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (service.TimeToLive == 0)
                app.Remove(service.Name, service.Port);
            else if (Read(service, records, origin) is { } entry)
                app.Add(entry);
            told.Add(appId);
        }

        foreach (var pointer in records.Where(record => record is { Type: DnsRecordType.Ptr, TimeToLive: 0 }))
            ApplyGoodbye(pointer, records);
        return told;
    }

    private static bool IsSameName(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    // A goodbye that names no port is of everybody of that name.
    private void ApplyGoodbye(MdnsRecord pointer, IReadOnlyList<MdnsRecord> records)
    {
        const string suffix = "." + MdnsService.Domain;
        var hasService = records.Any(record => record.Type == DnsRecordType.Srv && IsSameName(record.Name, pointer.Target));
        if (!hasService && pointer.Name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            && _apps.TryGetValue(pointer.Name[..^suffix.Length], out var app))
        {
            app.Remove(pointer.Target, port: null);
        }
    }

    private static MdnsEntry? Read(MdnsRecord service, IReadOnlyList<MdnsRecord> records, MdnsOrigin origin)
    {
        if (service.Port == 0)
            return null;
        string? address4 = null;
        string? address6 = null;
        foreach (var record in records)
        {
            if (record.Type is not (DnsRecordType.A or DnsRecordType.Aaaa) || record.TimeToLive == 0
                || !IsSameName(record.Name, service.Target) || !IsOfAHost(record.Address))
            {
                continue;
            }

            if (record.Type == DnsRecordType.A)
                address4 ??= SidecarAddress.Join(record.Address.ToString(), service.Port);
            else
                address6 ??= SidecarAddress.Join(WithScope(record.Address, origin).ToString(), service.Port);
        }

        return address4 is null && address6 is null ? null : new MdnsEntry(service.Name, service.Port, address4, address6);
    }

    // A link-local address means something only together with the link that it was heard on.
    private static IPAddress WithScope(IPAddress address, MdnsOrigin origin)
        => address.IsIPv6LinkLocal && origin.InterfaceIndex > 0
            ? new IPAddress(address.GetAddressBytes(), origin.InterfaceIndex)
            : address;

    private static bool IsOfAHost(IPAddress address)
        => address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes()[0] is > 0 and < 224
            : !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
}
