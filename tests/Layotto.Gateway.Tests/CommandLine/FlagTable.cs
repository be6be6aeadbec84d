using System.Net;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Tests.CommandLine;

/// <summary>Every flag that configures the sidecar, with its default, which is daprd's for those that daprd has, and another value.</summary>
internal static class FlagTable
{
    private static readonly string Here = AppContext.BaseDirectory;
    private static readonly string ThisFile = typeof(FlagTable).Assembly.Location;

    public static IReadOnlyList<FlagRow> Rows { get; } =
    [
        new("mode", GatewayMode.Standalone, "kubernetes", GatewayMode.Kubernetes, options => options.Mode),
        new("app-port", null, "8080", 8080, options => options.AppPort),
        new("app-protocol", AppProtocol.Http, "GRPC", AppProtocol.Grpc, options => options.AppProtocol),
        new("app-channel-address", "127.0.0.1", "app.local", "app.local", options => options.AppChannelAddress),
        new("app-max-concurrency", null, "10", 10, options => options.AppMaxConcurrency),
        new("dapr-http-port", 3500, "3600", 3600, options => options.HttpPort),
        new("dapr-grpc-port", 50001, "0", 0, options => options.GrpcPort),
        new("dapr-internal-grpc-port", null, "50002", 50002, options => options.InternalGrpcPort),
        new("dapr-listen-addresses", "127.0.0.1", "0.0.0.0,[::1]", "0.0.0.0", options => options.ListenAddresses[0].ToString()),
        new("dapr-internal-grpc-listen-address", "::", "127.0.0.1", "127.0.0.1", options => options.InternalGrpcListenAddresses[0].ToString()),
        new("dapr-public-port", null, "3501", 3501, options => options.PublicPort),
        new("dapr-public-listen-address", IPAddress.Loopback, "::", IPAddress.IPv6Any, options => options.PublicListenAddresses[0]),
        new("profile-port", 7777, "7778", 7778, options => options.ProfilePort),
        new("enable-profiling", false, "true", true, options => options.EnableProfiling),
        new("metrics-port", 9090, "9091", 9091, options => options.MetricsPort),
        new("metrics-listen-address", IPAddress.Loopback, "0.0.0.0", IPAddress.Any, options => options.MetricsListenAddresses[0]),
        new("enable-metrics", true, "false", false, options => options.EnableMetrics),
        new("unix-domain-socket", null, Here, Here, options => options.UnixDomainSocketDirectory),
        new("resources-path", "", Here, Here, options => string.Join('|', options.ResourcePaths)),
        new("config", "", ThisFile, ThisFile, options => string.Join('|', options.Configurations)),
        new("component-command", "", "mystore=./run --key=a,b 'c d'", "mystore: ./run|--key=a,b|c d", options => string.Join("; ", options.ComponentCommands.Select(Command))),
        new("max-body-size", 4L << 20, "16Mi", 16L << 20, options => options.MaxBodyBytes),
        new("read-buffer-size", 4 << 10, "64Ki", 64 << 10, options => options.ReadBufferBytes),
        new("allowed-origins", "", "https://a.example,*", "https://a.example|*", options => string.Join('|', options.AllowedOrigins)),
        new("dapr-graceful-shutdown-seconds", Seconds(5), "12", Seconds(12), options => options.GracefulShutdown),
        new("dapr-block-shutdown-duration", null, "1m30s", Seconds(90), options => options.BlockShutdown),
        new("enable-api-logging", null, "false", false, options => options.EnableApiLogging),
        new("enable-app-health-check", false, "true", true, options => options.EnableAppHealthCheck),
        new("app-health-check-path", "/healthz", "/live", "/live", options => options.AppHealthCheckPath),
        new("app-health-probe-interval", Seconds(5), "7", Seconds(7), options => options.AppHealthProbeInterval),
        new("app-health-probe-timeout", Seconds(0.5), "900", Seconds(0.9), options => options.AppHealthProbeTimeout),
        new("app-health-threshold", 3, "5", 5, options => options.AppHealthThreshold),
        new("app-binding-options-timeout", Seconds(3), "10s", Seconds(10), options => options.AppBindingOptionsTimeout),
        new("disable-init-endpoints", (false, false), "config,subscribe", (true, true), options => (options.DisableConfigEndpoint, options.DisableSubscribeEndpoint)),
        new("disable-builtin-k8s-secret-store", false, "true", true, options => options.DisableBuiltInKubernetesSecretStore),
        new("control-plane-address", null, "operator:80", "operator:80", options => options.ControlPlaneAddress),
        new("sentry-address", null, "sentry:443", "sentry:443", options => options.SentryAddress),
        new("control-plane-trust-domain", "localhost", "cluster.local", "cluster.local", options => options.ControlPlaneTrustDomain),
        new("control-plane-namespace", "default", "dapr-system", "dapr-system", options => options.ControlPlaneNamespace),
        new("sentry-request-jwt-audiences", "", "a,b", "a|b", options => string.Join('|', options.SentryJwtAudiences)),
        new("placement-host-address", "", "p1:50005,p2:50005", "p1:50005|p2:50005", options => string.Join('|', options.PlacementAddresses)),
        new("scheduler-host-address", "", "s1:50006,s2:50006", "s1:50006|s2:50006", options => string.Join('|', options.SchedulerAddresses)),
        new("scheduler-job-streams", 3, "8", 8, options => options.SchedulerJobStreams),
        new("actors-disseminate-timeout", Seconds(30), "45s", Seconds(45), options => options.ActorsDisseminateTimeout),
        new("hot-reload-reconcile-interval", Seconds(60), "30s", Seconds(30), options => options.HotReloadReconcileInterval),
        new("log-level", LogLevel.Information, "warn", LogLevel.Warning, options => options.LogLevel),
        new("log-as-json", false, "true", true, options => options.LogAsJson),
    ];

    private static string Command(KeyValuePair<string, IReadOnlyList<string>> command) => $"{command.Key}: {string.Join('|', command.Value)}";

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
