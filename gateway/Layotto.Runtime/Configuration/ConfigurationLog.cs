using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Configuration;

/// <summary>The log lines of configuration subscriptions.</summary>
internal static partial class ConfigurationLog
{
    [LoggerMessage(1121, LogLevel.Information, "{Count} subscriptions of the configuration store {Store} moved to the component that took its place")]
    public static partial void Moved(ILogger logger, int count, string store);

    [LoggerMessage(1122, LogLevel.Warning, "The subscription {Id} of the configuration store {Store} ends: {Reason}")]
    public static partial void Ended(ILogger logger, string id, string store, string reason);

    [LoggerMessage(1123, LogLevel.Warning, "A subscription of the configuration store {Store} couldn't be ended cleanly: {Reason}")]
    public static partial void EndFailed(ILogger logger, string store, string reason);

    [LoggerMessage(1124, LogLevel.Warning, "What differs between the old and the new configuration store {Store} couldn't be told: {Reason}")]
    public static partial void DifferencesFailed(ILogger logger, string store, string reason);
}
