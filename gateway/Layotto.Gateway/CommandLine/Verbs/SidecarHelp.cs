using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>The help of <c>layotto</c> without a verb.</summary>
internal static class SidecarHelp
{
    private static readonly HelpSection Verbs = new("Verbs",
    [
        ("(none)", "Be a sidecar, beside an app that is started by somebody else."),
        (RunVerb.Name, "Start an app and its sidecar together."),
        (CheckVerb.Name, "Look at YAML without running anything, and report all that is wrong."),
        (ComponentsVerb.Name, "Tell which component types there are, and what each takes."),
        (ConformanceVerb.Name, "Test a component of your own at its socket."),
        (CompletionVerb.Name, "Print a script that has bash, zsh or fish complete layotto's words."),
        (VersionVerb.Name, "Print the version."),
    ]);

    private static readonly HelpSection Examples = new("Examples",
    [
        ("layotto --app-id orders --app-port 8080 --resources-path ./components", ""),
        ("layotto run --app-id orders --app-port 8080 --resources-path ./components -- node app.js", ""),
        ("layotto check ./components", ""),
        ("layotto components describe state.in-memory", ""),
    ]);

    private static readonly HelpSection Variables = new("Environment variables",
    [
        ("DAPR_API_TOKEN", "The token that callers of the APIs must send."),
        ("APP_API_TOKEN", "The token that the sidecar sends to the app."),
        ("NAMESPACE, POD_NAME", "The app's namespace and pod."),
        ("DAPR_HOST_IP", "This host's own address, where the one found is wrong."),
        ("DAPR_COMPONENTS_SOCKETS_FOLDER", "Where the sockets of pluggable components are."),
        ("LAYOTTO_COMPONENTS_SOCKETS_FOLDER", "Where those of Layotto's are."),
        ("LAYOTTO_COMPONENT_SOCKET_OWNERS", "User ids whose sockets are taken, besides root's and our own; * for everybody's."),
        ("DAPR_ENV_KEYS", "The variables that components may read, separated by blanks."),
        ("DAPR_HTTP_DISABLE_H2C", "Set to true, the HTTP API speaks HTTP/1.1 alone."),
        ("DAPR_TRUST_ANCHORS", "The root certificates of mutual TLS, in PEM."),
        ("OTEL_EXPORTER_OTLP_ENDPOINT, …", "Where traces go; the variables of OpenTelemetry for them."),
        ("NO_COLOR", "Set to anything, output has no colours."),
    ]);

    private static readonly HelpSection Signals = new("Signals",
    [
        ("SIGINT, SIGTERM", "Stop gracefully; a second one, at once."),
        ("SIGHUP", "Read configuration and resources anew."),
    ]);

    /// <summary>The page.</summary>
    public static HelpPage Page() => new(
        "Layotto: a sidecar that speaks Dapr's APIs, so that an app written with any Dapr SDK works with it.",
        ["layotto --app-id ID [flags]", "layotto VERB ..."],
        [Verbs, .. FlagSections.Create(FlagSections.All), Examples, Variables, Signals]);
}
