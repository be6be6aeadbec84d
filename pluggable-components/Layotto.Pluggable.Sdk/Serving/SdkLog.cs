using Layotto.Components;
using Microsoft.Extensions.Logging;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>What the server says in the log.</summary>
internal static partial class SdkLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Name}: {Problem}")]
    public static partial void Setting(ILogger logger, string name, string problem);

    [LoggerMessage(2, LogLevel.Information, "{Name} says that it is {Health}: {Reason}")]
    public static partial void Reported(ILogger logger, string name, ComponentHealth health, string? reason);

    [LoggerMessage(3, LogLevel.Error, "A component could not be disposed.")]
    public static partial void NotDisposed(ILogger logger, Exception exception);
}
