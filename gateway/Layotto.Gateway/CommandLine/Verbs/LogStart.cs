using Layotto.Gateway.CommandLine.Flags;
using Layotto.Gateway.Logging;
using Layotto.Gateway.Rendering;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>Starts the logs of a sidecar.</summary>
internal static class LogStart
{
    /// <summary>Starts logging; null, with the reason on standard error, when the log file can't be opened.</summary>
    public static GatewayLogging? TryStart(GatewayOptions options, CommandContext context, string prefix, TextColor? color)
    {
        try
        {
            var output = new StreamLineOutput(context.LogOutput, prefix, color);
            return new GatewayLogging(options, output, System.Environment.MachineName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var problem = FlagProblem.InValue(LogFlags.LogFile, options.LogFile ?? "", $"can't be opened: {exception.Message}");
            LayottoCommandLine.Refuse([problem], "", context.Terminal);
            return null;
        }
    }

    /// <summary>Logs what was noticed on the command line.</summary>
    public static void Warn(IReadOnlyList<string> warnings, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("dapr.runtime");
        foreach (var warning in warnings)
            logger.LogWarning("{Warning}", warning);
    }
}
