namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The flags that have the program do something else than be a sidecar.</summary>
internal static class ProcessFlags
{
    public static readonly Flag Wait = new("wait", null, "false", FlagGroup.Process,
        "Wait, for up to 60s, until the sidecar on --dapr-http-port of this machine can be called; then exit.");

    public static readonly Flag Version = new("version", null, "false", FlagGroup.Process,
        "Print the version and exit.");

    public static readonly Flag BuildInfo = new("build-info", null, "false", FlagGroup.Process,
        "Print the version and the commit it was built from, and exit.");

    public static readonly Flag Help = new("help", null, "false", FlagGroup.Process,
        "Print this and exit; also -h.");

    public static IReadOnlyList<Flag> All { get; } = [Wait, Version, BuildInfo, Help];
}
