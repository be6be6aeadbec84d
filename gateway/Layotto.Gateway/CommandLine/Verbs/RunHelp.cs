using Layotto.Gateway.CommandLine.Flags;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>The help of <c>layotto run</c>.</summary>
internal static class RunHelp
{
    private static readonly HelpSection Differences = new("What is different with run",
    [
        ("--app-id", "A name is made up, such as quiet-otter-4821."),
        ("--dapr-http-port, --dapr-grpc-port, --metrics-port, --profile-port", "Free ports are taken."),
        ("logs", "Lines of the app begin with == APP ==, those of the sidecar with == LAYOTTO ==."),
        ("signals", "Go to the app; when it has exited, the sidecar stops."),
        ("exit code", "The app's; 127 when there is no such program, 126 when it can't be run."),
    ]);

    private static readonly HelpSection Variables = new("The app gets these environment variables",
    [
        ("APP_ID, APP_PORT, APP_PROTOCOL", "What the flags say."),
        ("DAPR_HTTP_PORT, DAPR_HTTP_ENDPOINT", "Where the HTTP API is."),
        ("DAPR_GRPC_PORT, DAPR_GRPC_ENDPOINT", "Where the gRPC API is."),
        ("DAPR_METRICS_PORT", "Where the metrics are."),
    ]);

    private static readonly HelpSection Examples = new("Examples",
    [
        ("layotto run -- python3 app.py", ""),
        ("layotto run --app-id orders --app-port 8080 --resources-path ./components -- node app.js", ""),
        ("layotto run --resources-path . --component-command \"mystore=python3 store.py\" -- node app.js", ""),
    ]);

    /// <summary>The page.</summary>
    public static HelpPage Page() => new(
        "Start a sidecar and, once it listens, an app that is told where it is; stop one when the other ends.",
        ["layotto run [flags] -- COMMAND [ARGUMENT...]"],
        [
            Differences,
            Variables,
            .. FlagSections.Create(FlagSections.All.Where(group => group != FlagGroup.Process)),
            new HelpSection("Other", [("-h, --help", "Print this and exit.")]),
            Examples,
        ]);
}
