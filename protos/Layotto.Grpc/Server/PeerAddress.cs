using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Server;

/// <summary>The address of a client, in the form that all implementations of gRPC share.</summary>
internal static class PeerAddress
{
    public static string Format(HttpContext context)
    {
        var connection = context.Connection;
        if (connection.RemoteIpAddress is not { } address)
            return context.Features.Get<IConnectionEndPointFeature>()?.LocalEndPoint is UnixDomainSocketEndPoint socket ? $"unix:{socket}" : "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var port = connection.RemotePort.ToString(CultureInfo.InvariantCulture);
        return address.AddressFamily == AddressFamily.InterNetwork ? $"ipv4:{address}:{port}" : $"ipv6:[{address}]:{port}";
    }
}
