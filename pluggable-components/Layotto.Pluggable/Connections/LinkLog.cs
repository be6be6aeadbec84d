using Microsoft.Extensions.Logging;

namespace Layotto.Pluggable.Connections;

/// <summary>The log lines of components whose processes come and go.</summary>
internal static partial class LinkLog
{
    [LoggerMessage(2651, LogLevel.Warning, "The process of component {Component} at {Path} is gone; its calls fail until it is back")]
    public static partial void Lost(ILogger logger, string component, string path);

    [LoggerMessage(2652, LogLevel.Information, "The process of component {Component} at {Path} is back and has been initialised again")]
    public static partial void Back(ILogger logger, string component, string path);

    [LoggerMessage(2653, LogLevel.Warning, "The process of component {Component} can't be used yet: {Reason}")]
    public static partial void NotBack(ILogger logger, string component, string reason);

    [LoggerMessage(2654, LogLevel.Warning, "The process of component {Component} at {Path} doesn't answer pings; its calls fail until it does")]
    public static partial void Mute(ILogger logger, string component, string path);

    [LoggerMessage(2655, LogLevel.Information, "The process of component {Component} at {Path} answers again")]
    public static partial void AnswersAgain(ILogger logger, string component, string path);

    [LoggerMessage(2656, LogLevel.Warning, "The process of component {Component} claims {Feature} without serving it; it is passed over")]
    public static partial void FalseFeature(ILogger logger, string component, string feature);

    [LoggerMessage(2657, LogLevel.Warning, "A stream of component {Component} ended and is opened again: {Reason}")]
    public static partial void StreamEnded(ILogger logger, string component, string reason);

    [LoggerMessage(2658, LogLevel.Warning, "A subscriber of component {Component} couldn't be told of {Count} changed items: {Reason}")]
    public static partial void NotTold(ILogger logger, string component, int count, string reason);

    [LoggerMessage(2659, LogLevel.Warning, "The process of component {Component} couldn't be told of the end: {Reason}")]
    public static partial void NotParted(ILogger logger, string component, string reason);
}
