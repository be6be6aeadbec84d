using System.Net;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway;

/// <summary>
/// What an operator asked of the sidecar on its command line, checked and typed. The flags and their defaults are daprd's
/// (<c>cmd/daprd/options</c>), but for the addresses to listen on, which are loopback here unless told otherwise. The
/// defaults of this record are those of the flags.
/// </summary>
public sealed record GatewayOptions
{
    /// <summary><c>--mode</c>: where the gateway runs.</summary>
    public GatewayMode Mode { get; init; }

    /// <summary><c>--app-id</c>: the app's name; never empty, and without dots.</summary>
    public required string AppId { get; init; }

    /// <summary>Whether the sidecar may start over inside its process when its Configuration changes; not beside an app that it has started.</summary>
    public bool CanRestart { get; init; } = true;

    /// <summary><c>--app-port</c>: the port on which the app listens, or null when the sidecar never calls it over TCP.</summary>
    public int? AppPort { get; init; }

    /// <summary><c>--app-protocol</c>: what the app speaks.</summary>
    public AppProtocol AppProtocol { get; init; }

    /// <summary><c>--app-channel-address</c>: the host or address on which the app listens.</summary>
    public string AppChannelAddress { get; init; } = "127.0.0.1";

    /// <summary><c>--app-max-concurrency</c>: how many calls to the app may run at once, or null for any number.</summary>
    public int? AppMaxConcurrency { get; init; }

    /// <summary><c>--enable-app-health-check</c>: whether the app is probed.</summary>
    public bool EnableAppHealthCheck { get; init; }

    /// <summary><c>--app-health-check-path</c>: the path that HTTP probes ask for.</summary>
    public string AppHealthCheckPath { get; init; } = "/healthz";

    /// <summary><c>--app-health-probe-interval</c>: the time from one probe to the next.</summary>
    public TimeSpan AppHealthProbeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>--app-health-probe-timeout</c>: how long a probe may take; never longer than the interval.</summary>
    public TimeSpan AppHealthProbeTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary><c>--app-health-threshold</c>: after how many failed probes in a row the app counts as unhealthy; at least 1.</summary>
    public int AppHealthThreshold { get; init; } = 3;

    /// <summary><c>--app-binding-options-timeout</c>: how long the app may take to say which bindings it listens to.</summary>
    public TimeSpan AppBindingOptionsTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether the app isn't asked for its configuration (<c>--disable-init-endpoints config</c>).</summary>
    public bool DisableConfigEndpoint { get; init; }

    /// <summary>Whether the app isn't asked for its subscriptions (<c>--disable-init-endpoints subscribe</c>).</summary>
    public bool DisableSubscribeEndpoint { get; init; }

    /// <summary><c>--dapr-http-port</c>: the port of the HTTP API; 0 for any free one.</summary>
    public int HttpPort { get; init; } = 3500;

    /// <summary><c>--dapr-grpc-port</c>: the port of the gRPC API; 0 for any free one.</summary>
    public int GrpcPort { get; init; } = 50001;

    /// <summary><c>--dapr-listen-addresses</c>: the addresses of the HTTP and gRPC APIs; never empty.</summary>
    public IReadOnlyList<IPAddress> ListenAddresses { get; init; } = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary>
    /// <c>--dapr-internal-grpc-port</c>: the port on which other sidecars call this one, or null for the one that
    /// <see cref="Launching.InternalPort"/> derives from the app id.
    /// </summary>
    public int? InternalGrpcPort { get; init; }

    /// <summary><c>--dapr-internal-grpc-listen-address</c>: the addresses of that port; all of them by default, as sidecars of other hosts call it.</summary>
    public IReadOnlyList<IPAddress> InternalGrpcListenAddresses { get; init; } = [IPAddress.IPv6Any];

    /// <summary><c>--dapr-public-port</c>: a further port for health and metadata alone, or null for none.</summary>
    public int? PublicPort { get; init; }

    /// <summary><c>--dapr-public-listen-address</c>: the addresses of the public port.</summary>
    public IReadOnlyList<IPAddress> PublicListenAddresses { get; init; } = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary><c>--enable-metrics</c>: whether metrics are served.</summary>
    public bool EnableMetrics { get; init; } = true;

    /// <summary><c>--metrics-port</c>: the port of the metrics; 0 for any free one.</summary>
    public int MetricsPort { get; init; } = 9090;

    /// <summary><c>--metrics-listen-address</c>: the addresses of the metrics port.</summary>
    public IReadOnlyList<IPAddress> MetricsListenAddresses { get; init; } = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary><c>--enable-profiling</c>: whether profiles are served.</summary>
    public bool EnableProfiling { get; init; }

    /// <summary><c>--profile-port</c>: the port of the profiles; 0 for any free one.</summary>
    public int ProfilePort { get; init; } = 7777;

    /// <summary><c>--unix-domain-socket</c>: the directory for the sockets of the HTTP and gRPC APIs, which then have no port; or null.</summary>
    public string? UnixDomainSocketDirectory { get; init; }

    /// <summary><c>--resources-path</c>: the directories that resources are read from, in order.</summary>
    public IReadOnlyList<string> ResourcePaths { get; init; } = [];

    /// <summary><c>--config</c>: the files of the configuration, of which later ones overlay earlier ones; in Kubernetes, names of objects.</summary>
    public IReadOnlyList<string> Configurations { get; init; } = [];

    /// <summary>
    /// <c>--component-command</c>: the program and its arguments that are kept running for a component, by the component's name. They take the
    /// place of a command that its YAML names.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ComponentCommands { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary><c>--hot-reload-reconcile-interval</c>: how often resources are compared with what runs, should a change notice be lost.</summary>
    public TimeSpan HotReloadReconcileInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>--disable-builtin-k8s-secret-store</c>: whether there is no secret store named kubernetes in Kubernetes.</summary>
    public bool DisableBuiltInKubernetesSecretStore { get; init; }

    /// <summary><c>--max-body-size</c>: how many bytes a request to the APIs may have, or null for any number.</summary>
    public long? MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary><c>--read-buffer-size</c>: how many bytes the headers of a request may have.</summary>
    public int ReadBufferBytes { get; init; } = 4 << 10;

    /// <summary><c>--allowed-origins</c>: the origins that browsers may call the HTTP API from; none by default, <c>*</c> for all.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary><c>--dapr-graceful-shutdown-seconds</c>: how long requests in flight may take to end once the sidecar stops.</summary>
    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// <c>--dapr-block-shutdown-duration</c>: how long a stop is put off while the app is healthy, so that it can go on calling
    /// its sidecar; null for not at all.
    /// </summary>
    public TimeSpan? BlockShutdown { get; init; }

    /// <summary><c>--enable-mtls</c>: whether calls between sidecars are encrypted with certificates of Dapr's Sentry.</summary>
    public bool EnableMtls { get; init; }

    /// <summary><c>--sentry-address</c>: the host and port of Dapr's Sentry, or null.</summary>
    public string? SentryAddress { get; init; }

    /// <summary><c>--sentry-request-jwt-audiences</c>: the audiences of a certificate request; none for the trust domain.</summary>
    public IReadOnlyList<string> SentryJwtAudiences { get; init; } = [];

    /// <summary><c>--control-plane-address</c>: the host and port of Dapr's operator, or null.</summary>
    public string? ControlPlaneAddress { get; init; }

    /// <summary><c>--control-plane-trust-domain</c>: the trust domain in the control plane's SPIFFE ids.</summary>
    public string ControlPlaneTrustDomain { get; init; } = "localhost";

    /// <summary><c>--control-plane-namespace</c>: the namespace in the control plane's SPIFFE ids.</summary>
    public string ControlPlaneNamespace { get; init; } = "default";

    /// <summary><c>--placement-host-address</c>: hosts and ports of Dapr's Placement service; none turns actors off.</summary>
    public IReadOnlyList<string> PlacementAddresses { get; init; } = [];

    /// <summary><c>--scheduler-host-address</c>: hosts and ports of Dapr's Scheduler; none turns jobs and reminders off.</summary>
    public IReadOnlyList<string> SchedulerAddresses { get; init; } = [];

    /// <summary><c>--scheduler-job-streams</c>: how many streams of jobs are held to each Scheduler host; at least 1.</summary>
    public int SchedulerJobStreams { get; init; } = 3;

    /// <summary><c>--actors-disseminate-timeout</c>: how long a round of actor placement may take.</summary>
    public TimeSpan ActorsDisseminateTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--enable-api-logging</c>: whether API calls are logged; null leaves that to the configuration.</summary>
    public bool? EnableApiLogging { get; init; }

    /// <summary><c>--log-level</c>: the least severe level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary><c>--log-as-json</c>: whether log lines are JSON objects.</summary>
    public bool LogAsJson { get; init; }

    /// <summary><c>--log-file</c>: the file that is logged to, or null for standard output.</summary>
    public string? LogFile { get; init; }
}
