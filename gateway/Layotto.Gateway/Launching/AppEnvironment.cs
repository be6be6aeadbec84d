using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Layotto.Gateway.Launching;

/// <summary>The variables that tell an app where its sidecar is: those that <c>dapr run</c> and Dapr's SDKs know.</summary>
internal static class AppEnvironment
{
    /// <summary>The variables, by name.</summary>
    /// <param name="options">What the sidecar was asked for.</param>
    /// <param name="ports">Where it listens.</param>
    public static IReadOnlyDictionary<string, string> Create(GatewayOptions options, BoundPorts ports)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["APP_ID"] = options.AppId,
            ["APP_PROTOCOL"] = options.AppProtocol.ToString().ToLowerInvariant(),
        };
        var host = HostOf(options.ListenAddresses);
        if (options.AppPort is { } appPort)
            variables["APP_PORT"] = Text(appPort);
        if (ports.Http is { } http)
        {
            variables["DAPR_HTTP_PORT"] = Text(http);
            variables["DAPR_HTTP_ENDPOINT"] = $"http://{host}:{Text(http)}";
        }

        if (ports.Grpc is { } grpc)
        {
            variables["DAPR_GRPC_PORT"] = Text(grpc);

            // With a scheme, as the .NET SDK takes no endpoint without, and the others take both.
            variables["DAPR_GRPC_ENDPOINT"] = $"http://{host}:{Text(grpc)}";
        }
        else if (options.UnixDomainSocketDirectory is { } directory)
        {
            variables["DAPR_GRPC_ENDPOINT"] = $"unix://{Path.GetFullPath(Path.Combine(directory, $"dapr-{options.AppId}-grpc.socket"))}";
        }

        if (ports.Metrics is { } metrics)
            variables["DAPR_METRICS_PORT"] = Text(metrics);
        return variables;
    }

    // An address of this machine through which the sidecar can be reached: loopback whenever it listens there.
    private static string HostOf(IReadOnlyList<IPAddress> addresses)
    {
        foreach (var address in addresses)
        {
            if (address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
                return "127.0.0.1";
        }

        var first = addresses[0];
        return first.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{first}]" : first.ToString();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
