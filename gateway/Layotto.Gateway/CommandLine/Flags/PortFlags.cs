using System.Net;

namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The flags about where the sidecar listens.</summary>
internal static class PortFlags
{
    public static readonly Flag HttpPort = new("dapr-http-port", "PORT", "3500", FlagGroup.Ports,
        "Port of the HTTP API; 0 for any free one.");

    public static readonly Flag GrpcPort = new("dapr-grpc-port", "PORT", "50001", FlagGroup.Ports,
        "Port of the gRPC API; 0 for any free one.");

    public static readonly Flag ListenAddresses = new("dapr-listen-addresses", "ADDRESSES", "", FlagGroup.Ports,
        "Addresses of both APIs, separated by commas. Without it they are on loopback alone, so nobody but this machine reaches them; "
        + "0.0.0.0,[::] opens them to everybody.");

    public static readonly Flag InternalGrpcPort = new("dapr-internal-grpc-port", "PORT", "", FlagGroup.Ports,
        "Port on which other sidecars call this one. Without it, one from 47300 to 65534 that stays the same for an app id and directory.");

    public static readonly Flag InternalGrpcListenAddress = new("dapr-internal-grpc-listen-address", "ADDRESS", "", FlagGroup.Ports,
        "Address of that port. Without it, all of them.");

    public static readonly Flag PublicPort = new("dapr-public-port", "PORT", "", FlagGroup.Ports,
        "A further port, for health and metadata alone. Without it, none.");

    public static readonly Flag PublicListenAddress = new("dapr-public-listen-address", "ADDRESS", "", FlagGroup.Ports,
        "Address of the public port. Without it, loopback.");

    public static readonly Flag EnableMetrics = new("enable-metrics", null, "true", FlagGroup.Ports,
        "Serve metrics to Prometheus.");

    public static readonly Flag MetricsPort = new("metrics-port", "PORT", "9090", FlagGroup.Ports,
        "Port of the metrics; 0 for any free one.");

    public static readonly Flag MetricsListenAddress = new("metrics-listen-address", "ADDRESS", "", FlagGroup.Ports,
        "Address of the metrics. Without it, loopback; 0.0.0.0 lets others scrape them.");

    public static readonly Flag EnableProfiling = new("enable-profiling", null, "false", FlagGroup.Ports,
        "Serve profiles, on loopback.");

    public static readonly Flag ProfilePort = new("profile-port", "PORT", "7777", FlagGroup.Ports,
        "Port of the profiles.");

    public static readonly Flag UnixDomainSocket = new("unix-domain-socket", "DIRECTORY", "", FlagGroup.Ports,
        "Serve both APIs on sockets in this directory, dapr-ID-http.socket and dapr-ID-grpc.socket, and on no port.");

    public static IReadOnlyList<Flag> All { get; } =
    [
        HttpPort, GrpcPort, ListenAddresses, InternalGrpcPort, InternalGrpcListenAddress, PublicPort, PublicListenAddress,
        EnableMetrics, MetricsPort, MetricsListenAddress, EnableProfiling, ProfilePort, UnixDomainSocket,
    ];

    public static GatewayOptions Read(FlagValues values, GatewayOptions options) => options with
    {
        HttpPort = values.Port(HttpPort),
        GrpcPort = values.Port(GrpcPort),
        ListenAddresses = values.Addresses(ListenAddresses),
        InternalGrpcPort = values.OptionalPort(InternalGrpcPort) is > 0 and var port ? port : null,
        InternalGrpcListenAddresses = values.OptionalText(InternalGrpcListenAddress) is null
            ? options.InternalGrpcListenAddresses
            : values.Addresses(InternalGrpcListenAddress),
        PublicPort = values.OptionalPort(PublicPort),
        PublicListenAddresses = values.Addresses(PublicListenAddress),
        EnableMetrics = values.Boolean(EnableMetrics),
        MetricsPort = values.Port(MetricsPort),
        MetricsListenAddresses = values.Addresses(MetricsListenAddress),
        EnableProfiling = values.Boolean(EnableProfiling),
        ProfilePort = values.Port(ProfilePort),
        UnixDomainSocketDirectory = values.OptionalText(UnixDomainSocket),
    };

    /// <summary>Ports that get into each other's way, and a directory for sockets that isn't one.</summary>
    public static void Check(FlagValues values, GatewayOptions options)
    {
        var claims = Claims(options).Where(claim => claim.Port is > 0 && !values.IsUnreadable(claim.Flag)).ToList();
        for (var index = 0; index < claims.Count; index++)
        {
            var claim = claims[index];
            var earlier = claims.Take(index).FirstOrDefault(
                other => other.Port == claim.Port && ListenAddress.Overlap(other.Addresses, claim.Addresses));
            if (earlier is not null)
            {
                values.Report(FlagProblem.InValue(claim.Flag, values.Text(claim.Flag),
                    $"is the port of {earlier.Flag.Option} too; every port must be another one."));
            }
        }

        if (options.UnixDomainSocketDirectory is { } directory && !Directory.Exists(directory))
        {
            values.Report(FlagProblem.InValue(UnixDomainSocket, directory, File.Exists(directory)
                ? "is a file; it must be a directory."
                : "doesn't exist; it must be a directory in which sockets can be made."));
        }
    }

    private static IEnumerable<Claim> Claims(GatewayOptions options)
    {
        // Dapr refuses an app on its own ports whatever the addresses.
        yield return new Claim(AppFlags.AppPort, options.AppPort, [IPAddress.Any]);
        if (options.UnixDomainSocketDirectory is null)
        {
            yield return new Claim(HttpPort, options.HttpPort, options.ListenAddresses);
            yield return new Claim(GrpcPort, options.GrpcPort, options.ListenAddresses);
        }

        yield return new Claim(InternalGrpcPort, options.InternalGrpcPort, options.InternalGrpcListenAddresses);
        yield return new Claim(PublicPort, options.PublicPort, options.PublicListenAddresses);
        if (options.EnableMetrics)
            yield return new Claim(MetricsPort, options.MetricsPort, options.MetricsListenAddresses);
        if (options.EnableProfiling)
            yield return new Claim(ProfilePort, options.ProfilePort, ListenAddress.Loopback);
    }

    private sealed record Claim(Flag Flag, int? Port, IReadOnlyList<IPAddress> Addresses);
}
