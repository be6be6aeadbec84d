using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The flags about logs.</summary>
internal static class LogFlags
{
    private static readonly LogLevel[] Levels = [LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical];

    public static readonly Flag Level = new("log-level", "LEVEL", "info", FlagGroup.Logs,
        "The least severe level that is logged.")
    { Values = ["debug", "info", "warn", "error", "fatal"] };

    public static readonly Flag AsJson = new("log-as-json", null, "false", FlagGroup.Logs,
        "Log JSON objects, one a line.");

    public static readonly Flag LogFile = new("log-file", "FILE", "", FlagGroup.Logs,
        "Log to the end of this file instead of standard output.");

    public static readonly Flag EnableApiLogging = new("enable-api-logging", null, "", FlagGroup.Logs,
        "Log every API call. Without it, the configuration decides.");

    public static IReadOnlyList<Flag> All { get; } = [Level, AsJson, LogFile, EnableApiLogging];

    public static GatewayOptions Read(FlagValues values, GatewayOptions options)
    {
        var file = values.OptionalText(LogFile);
        if (file is not null && WhyNotWritable(file) is { } reason)
            values.Report(FlagProblem.InValue(LogFile, file, reason));
        return options with
        {
            LogLevel = Levels[values.Choice(Level)],
            LogAsJson = values.Boolean(AsJson),
            LogFile = file,
            EnableApiLogging = values.OptionalBoolean(EnableApiLogging),
        };
    }

    /// <summary>The name by which the flag knows a level.</summary>
    public static string NameOf(LogLevel level) => Level.Values[Math.Max(0, Array.IndexOf(Levels, level))];

    private static string? WhyNotWritable(string path)
    {
        if (Directory.Exists(path))
            return "is a directory; it must be a file.";
        var directory = Path.GetDirectoryName(Path.GetFullPath(path));
        return directory is null || Directory.Exists(directory) ? null : $"can't be made, as the directory {directory} doesn't exist.";
    }
}
