using System.Globalization;

namespace Layotto.Gateway;

/// <summary>
/// The environment variables that the gateway reads, all in one place. Absent and empty are the same to it. None is needed:
/// it runs with an environment that is empty, down to PATH and HOME.
/// </summary>
public sealed record GatewayEnvironment
{
    /// <summary><c>DAPR_API_TOKEN</c>: the token that callers of the APIs must send. A secret.</summary>
    public string? ApiToken { get; init; }

    /// <summary><c>APP_API_TOKEN</c>: the token that the sidecar sends to the app. A secret.</summary>
    public string? AppApiToken { get; init; }

    /// <summary><c>NAMESPACE</c>: the app's namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>POD_NAME</c>: the name of the pod, as actor hosts and consumers give it.</summary>
    public string? PodName { get; init; }

    /// <summary><c>DAPR_HOST_IP</c>: this host's own address, where the one found is wrong.</summary>
    public string? HostAddress { get; init; }

    /// <summary><c>DAPR_ENV_KEYS</c>: the names, separated by spaces, of variables that components may read through <c>envRef</c>; null for all.</summary>
    public string? EnvironmentKeys { get; init; }

    /// <summary><c>DAPR_COMPONENTS_SOCKETS_FOLDER</c>: where the sockets of pluggable components are.</summary>
    public string? ComponentSocketsFolder { get; init; }

    /// <summary><c>LAYOTTO_COMPONENTS_SOCKETS_FOLDER</c>: where the sockets of Layotto's pluggable components are.</summary>
    public string? LayottoSocketsFolder { get; init; }

    /// <summary>
    /// <c>LAYOTTO_COMPONENT_SOCKET_OWNERS</c>: the ids of users, besides root and the gateway's own, whose component sockets are taken,
    /// separated by commas; <c>*</c> for everybody.
    /// </summary>
    public string? ComponentSocketOwners { get; init; }

    /// <summary><c>DAPR_HTTP_DISABLE_H2C</c>: whether the HTTP API speaks HTTP/1.1 alone.</summary>
    public bool DisableH2c { get; init; }

    /// <summary><c>DAPR_GRPC_MAX_CONN_IDLE</c>: a Go duration; after it an unused connection to another sidecar is closed.</summary>
    public string? GrpcMaxConnectionIdle { get; init; }

    /// <summary><c>DAPR_TRUST_ANCHORS</c>: the root certificates of mutual TLS, in PEM.</summary>
    public string? TrustAnchors { get; init; }

    /// <summary><c>DAPR_SENTRY_TOKEN_FILE</c>: a file with the token to show to Dapr's Sentry.</summary>
    public string? SentryTokenFile { get; init; }

    /// <summary><c>SENTRY_LOCAL_IDENTITY</c>: the identity to ask Dapr's Sentry for outside Kubernetes.</summary>
    public string? SentryLocalIdentity { get; init; }

    /// <summary><c>DAPR_CONTROLPLANE_NAMESPACE</c>: stands in for <c>--control-plane-namespace</c>.</summary>
    public string? ControlPlaneNamespace { get; init; }

    /// <summary><c>DAPR_CONTROLPLANE_TRUST_DOMAIN</c>: stands in for <c>--control-plane-trust-domain</c>.</summary>
    public string? ControlPlaneTrustDomain { get; init; }

    /// <summary><c>DAPR_SCHEDULER_HOST_ADDRESS_DNS_A</c>: stands in for <c>--scheduler-host-address</c>.</summary>
    public string? SchedulerHostAddress { get; init; }

    /// <summary><c>DAPR_SKIP_REMINDER_MIGRATION</c>: whether reminders of older versions stay where they are.</summary>
    public bool SkipReminderMigration { get; init; }

    /// <summary>The variables of OpenTelemetry.</summary>
    public OpenTelemetryEnvironment OpenTelemetry { get; init; } = new();

    /// <summary>Reads the environment of this process.</summary>
    public static GatewayEnvironment OfProcess() => Read(Environment.GetEnvironmentVariable);

    /// <summary>Reads an environment.</summary>
    /// <param name="lookUp">Gives the value of a variable, or null.</param>
    public static GatewayEnvironment Read(Func<string, string?> lookUp)
    {
        return new GatewayEnvironment
        {
            ApiToken = Text("DAPR_API_TOKEN"),
            AppApiToken = Text("APP_API_TOKEN"),
            Namespace = Text("NAMESPACE"),
            PodName = Text("POD_NAME"),
            HostAddress = Text("DAPR_HOST_IP"),
            EnvironmentKeys = Text("DAPR_ENV_KEYS"),
            ComponentSocketsFolder = Text("DAPR_COMPONENTS_SOCKETS_FOLDER"),
            LayottoSocketsFolder = Text("LAYOTTO_COMPONENTS_SOCKETS_FOLDER"),
            ComponentSocketOwners = Text("LAYOTTO_COMPONENT_SOCKET_OWNERS"),
            DisableH2c = Components.Metadata.Truth.IsTruthy(lookUp("DAPR_HTTP_DISABLE_H2C")),
            GrpcMaxConnectionIdle = Text("DAPR_GRPC_MAX_CONN_IDLE"),
            TrustAnchors = Text("DAPR_TRUST_ANCHORS"),
            SentryTokenFile = Text("DAPR_SENTRY_TOKEN_FILE"),
            SentryLocalIdentity = Text("SENTRY_LOCAL_IDENTITY"),
            ControlPlaneNamespace = Text("DAPR_CONTROLPLANE_NAMESPACE"),
            ControlPlaneTrustDomain = Text("DAPR_CONTROLPLANE_TRUST_DOMAIN"),
            SchedulerHostAddress = Text("DAPR_SCHEDULER_HOST_ADDRESS_DNS_A"),
            SkipReminderMigration = Components.Metadata.Truth.IsTruthy(lookUp("DAPR_SKIP_REMINDER_MIGRATION")),
            OpenTelemetry = OpenTelemetryEnvironment.Read(lookUp),
        };

        string? Text(string name) => lookUp(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Says which tokens are given, and neither token: secrets never reach a log this way.</summary>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"GatewayEnvironment {{ ApiToken = {Masked(ApiToken)}, AppApiToken = {Masked(AppApiToken)}, Namespace = {Namespace}, PodName = {PodName} }}");

    private static string Masked(string? secret) => secret is null ? "none" : "given";
}
