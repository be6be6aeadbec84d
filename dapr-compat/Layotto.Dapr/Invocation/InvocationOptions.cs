using System.Net;
using System.Net.Sockets;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Dapr.Invocation;

/// <summary>Who this sidecar is for others, and the bounds of calls.</summary>
public sealed record InvocationOptions
{
    /// <summary>The app's id.</summary>
    public required string AppId { get; init; }

    /// <summary>The app's namespace; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>This host's address, as forwarding headers name it; empty to leave it out.</summary>
    public string HostAddress { get; init; } = "";

    /// <summary>This host's name, as forwarding headers name it; empty to leave it out.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The most bytes of the body of a request (<c>--max-body-size</c>). Bodies of answers have no limit, as they only pass by.</summary>
    public long MaxBodySize { get; init; } = 4 << 20;

    /// <summary>Starts the spans of calls.</summary>
    public Tracer Tracer { get; init; } = Tracer.Off;

    /// <summary>What is measured of calls.</summary>
    public GatewayMetrics Metrics { get; init; } = GatewayMetrics.None;

    /// <summary>The most bytes of a message, where one has to be whole.</summary>
    internal int MaxMessageSize => (int)Math.Clamp(MaxBodySize, 4 << 20, int.MaxValue - (1 << 16));

    /// <summary>The value of the header <c>Forwarded</c> (RFC 7239); an IPv6 address stands in brackets and quotes there.</summary>
    internal string Forwarded { get; private init; } = "";

    /// <summary>Computes what follows from the rest.</summary>
    internal InvocationOptions Complete() => this with { Forwarded = FormatForwarded() };

    private string FormatForwarded()
    {
        var address = IPAddress.TryParse(HostAddress, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
            ? $"\"[{HostAddress}]\""
            : HostAddress;
        var forwarded = address.Length > 0 ? $"for={address};by={address}" : "";
        return HostName.Length == 0 ? forwarded : forwarded.Length == 0 ? $"host={HostName}" : $"{forwarded};host={HostName}";
    }
}
