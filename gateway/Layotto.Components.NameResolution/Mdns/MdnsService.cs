using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Layotto.Components.NameResolution.Mdns.Packets;

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>
/// This sidecar as multicast DNS tells of it, in the form of Dapr's: the app id is the type of the service, the instance is
/// <c>host:process id</c>, and the text is the app id once more.
/// </summary>
internal sealed class MdnsService
{
    public const string Domain = "local";

    /// <summary>How long the records hold, in seconds; those of addresses less, because a machine changes its own.</summary>
    public const uint TimeToLive = 3200;

    private const uint AddressTimeToLive = 120;
    private const string TypeEnumeration = "_services._dns-sd._udp." + Domain;

    private readonly string _instanceName;
    private readonly string _hostName;
    private readonly string _appId;
    private readonly int _port;
    private readonly IPAddress _address;

    private MdnsService(string appId, string instanceName, string hostName, int port, IPAddress address)
    {
        _appId = appId;
        ServiceName = ServiceNameOf(appId);
        _instanceName = instanceName;
        _hostName = hostName;
        _port = port;
        _address = address;
    }

    /// <summary>The name that others ask for: the app id and the domain.</summary>
    public string ServiceName { get; }

    /// <summary>All that is to be known: what is sent without being asked.</summary>
    public MdnsMessage Announcement => new()
    {
        IsResponse = true,
        Answers = [Srv(TimeToLive, isUnique: true), Txt(TimeToLive, isUnique: true), Ptr(TimeToLive), TypePtr(TimeToLive), Address()],
    };

    /// <summary>
    /// Takes all but the address back. The address is the machine's, and others may have it from the machine's own responder; it goes
    /// along so that the one that leaves can be told from another of the same name.
    /// </summary>
    public MdnsMessage Goodbye => new()
    {
        IsResponse = true,
        Answers = [Srv(0, isUnique: true), Txt(0, isUnique: true), Ptr(0), TypePtr(0), Address()],
    };

    public static string ServiceNameOf(string appId) => $"{appId}.{Domain}";

    /// <summary>Makes the service of a registration.</summary>
    /// <exception cref="ComponentException">The app id or the host's address can't be told by multicast DNS.</exception>
    public static MdnsService Create(SidecarRegistration registration, string machineName, int processId)
    {
        if (!IPAddress.TryParse(registration.HostAddress, out var address))
        {
            throw new ComponentException(
                $"The host's address \"{registration.HostAddress}\" isn't an IP address, and mDNS can tell no other; "
                    + "set DAPR_HOST_IP to one of this machine's addresses.");
        }

        if (registration.InternalPort is < 1 or > 65535)
            throw new ComponentException($"The sidecar-to-sidecar port is {registration.InternalPort}; mDNS needs one from 1 to 65535.");
        var instance = string.Create(
            CultureInfo.InvariantCulture, $"{machineName}:{processId}.{ServiceNameOf(registration.AppId)}");
        var host = machineName.EndsWith("." + Domain, StringComparison.OrdinalIgnoreCase) ? machineName : $"{machineName}.{Domain}";
        if (registration.AppId.Length == 0 || !DnsWriter.IsName(instance) || !DnsWriter.IsName(host))
        {
            throw new ComponentException(
                $"The app id \"{registration.AppId}\" can't be told by mDNS: the parts between its dots must have 1 to 63 bytes, and "
                    + "together with the host's name it must stay within 255.");
        }

        return new MdnsService(registration.AppId, instance, host, registration.InternalPort, address);
    }

    /// <summary>Whether the address is an IPv6 one.</summary>
    public bool IsIPv6 => _address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Answers a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="known">What the one who asks knows already: an answer in there is none (RFC 6762 §7.1).</param>
    /// <returns>The answer, or null when the question is about something else.</returns>
    public MdnsMessage? Answer(MdnsQuestion question, IReadOnlyList<MdnsRecord> known)
    {
        if (IsAskedFor(question, ServiceName, DnsRecordType.Ptr))
            return IsKnown(known, _instanceName) ? null : Browsing();
        if (IsAskedFor(question, _instanceName, DnsRecordType.Srv, DnsRecordType.Txt))
            return Announcement;
        if (IsAskedFor(question, TypeEnumeration, DnsRecordType.Ptr))
            return IsKnown(known, ServiceName) ? null : new MdnsMessage { IsResponse = true, Answers = [TypePtr(TimeToLive)] };
        return null;
    }

    private static bool IsAskedFor(MdnsQuestion question, string name, params ReadOnlySpan<DnsRecordType> types)
        => (question.Type == DnsRecordType.Any || types.Contains(question.Type))
            && question.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsKnown(IReadOnlyList<MdnsRecord> known, string target)
        => known.Any(record => record.Type == DnsRecordType.Ptr && record.TimeToLive >= TimeToLive / 2
            && record.Target.Equals(target, StringComparison.OrdinalIgnoreCase));

    private MdnsMessage Browsing() => new()
    {
        IsResponse = true,
        Answers = [Ptr(TimeToLive)],
        Additional = [Srv(TimeToLive, isUnique: false), Txt(TimeToLive, isUnique: false), Address()],
    };

    private MdnsRecord Ptr(uint timeToLive)
        => new() { Name = ServiceName, Type = DnsRecordType.Ptr, TimeToLive = timeToLive, Target = _instanceName };

    private MdnsRecord TypePtr(uint timeToLive)
        => new() { Name = TypeEnumeration, Type = DnsRecordType.Ptr, TimeToLive = timeToLive, Target = ServiceName };

    private MdnsRecord Srv(uint timeToLive, bool isUnique)
        => new() { Name = _instanceName, Type = DnsRecordType.Srv, TimeToLive = timeToLive, IsUnique = isUnique, Port = _port, Target = _hostName };

    private MdnsRecord Txt(uint timeToLive, bool isUnique)
        => new() { Name = _instanceName, Type = DnsRecordType.Txt, TimeToLive = timeToLive, IsUnique = isUnique, Texts = [_appId] };

    // Never unique: that would drop the other addresses that the machine's own responder tells of.
    private MdnsRecord Address()
        => new()
        {
            Name = _hostName,
            Type = IsIPv6 ? DnsRecordType.Aaaa : DnsRecordType.A,
            TimeToLive = AddressTimeToLive,
            Address = _address,
        };
}
