using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Bindings;

/// <summary>The log lines of input bindings. Those that Dapr has are in Dapr's words, because people and scripts look for them.</summary>
internal static partial class BindingLog
{
    [LoggerMessage(1101, LogLevel.Information, "app has not subscribed to binding {Name}.")]
    public static partial void NotTaken(ILogger logger, string name);

    [LoggerMessage(1102, LogLevel.Error, "error reading from input binding {Name}: {Reason}")]
    public static partial void ReadFailed(ILogger logger, string name, string reason);

    [LoggerMessage(1103, LogLevel.Information, "reading from input binding {Name}")]
    public static partial void Reading(ILogger logger, string name);

    [LoggerMessage(1104, LogLevel.Information, "stopped reading from input binding {Name}")]
    public static partial void Stopped(ILogger logger, string name);

    [LoggerMessage(1105, LogLevel.Warning, "the input binding {Name} didn't stop in time: events under way are left behind")]
    public static partial void StopTimedOut(ILogger logger, string name);

    [LoggerMessage(1106, LogLevel.Debug, "error from app consumer for binding [{Name}]: {Reason}")]
    public static partial void Refused(ILogger logger, string name, string reason);

    [LoggerMessage(1107, LogLevel.Error, "error executing app response: {Reason}")]
    public static partial void ResponseFailed(ILogger logger, string reason);

    [LoggerMessage(1108, LogLevel.Error, "input bindings couldn't be started or stopped: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(1109, LogLevel.Error, "error saving state from app response: {Reason}")]
    public static partial void StateFailed(ILogger logger, string reason);
}
