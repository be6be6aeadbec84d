using Layotto.Components.Specification;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Loading;

/// <summary>The log lines of loading. Those that Dapr has are in Dapr's words, because people and scripts look for them.</summary>
internal static partial class LoadingLog
{
    [LoggerMessage(1001, LogLevel.Information, "Component loaded: {Component}")]
    public static partial void Loaded(ILogger logger, ComponentSpecification component);

    [LoggerMessage(1002, LogLevel.Error, "Failed to init component {Component}: {Reason}")]
    public static partial void Failed(ILogger logger, ComponentSpecification component, string reason);

    [LoggerMessage(1003, LogLevel.Error, "Ignoring error processing component: {Failure}")]
    public static partial void Ignored(ILogger logger, ComponentLoadFailure failure);

    [LoggerMessage(1004, LogLevel.Warning, "Error processing component, daprd will exit gracefully: {Failure}")]
    public static partial void Fatal(ILogger logger, ComponentLoadFailure failure);

    [LoggerMessage(1005, LogLevel.Warning, "component '{Name}' cannot be loaded because components of type '{Component}' are not allowed")]
    public static partial void Denied(ILogger logger, string name, ComponentSpecification component);

    [LoggerMessage(1006, LogLevel.Warning, "Component {Name} references an env variable that isn't allowed: {Variable} {Refusal}")]
    public static partial void EnvironmentRefused(ILogger logger, string name, string variable, string refusal);

    [LoggerMessage(1007, LogLevel.Warning, "Component {Component}: {Problem}")]
    public static partial void MetadataWarning(ILogger logger, ComponentSpecification component, string problem);

    [LoggerMessage(1008, LogLevel.Information, "Using '{Name}' as actor state store")]
    public static partial void ActorStateStore(ILogger logger, string name);

    [LoggerMessage(1009, LogLevel.Warning, "Component {Component} still can't be started, the next attempt is in {Delay}: {Reason}")]
    public static partial void StillFailing(ILogger logger, ComponentSpecification component, string delay, string reason);

    [LoggerMessage(1010, LogLevel.Warning, "Component {Component}, which couldn't be started, couldn't be cleaned up either: {Reason}")]
    public static partial void CleanUpFailed(ILogger logger, ComponentSpecification component, string reason);

    [LoggerMessage(1011, LogLevel.Warning, "Component {Component} couldn't be stopped cleanly: {Reason}")]
    public static partial void StopFailed(ILogger logger, ComponentSpecification component, string reason);

    [LoggerMessage(1012, LogLevel.Warning, "Component {Component} didn't stop in time and is left behind")]
    public static partial void StopTimedOut(ILogger logger, ComponentSpecification component);

    [LoggerMessage(1013, LogLevel.Debug, "Component {Component} waits for the secret store {Store}")]
    public static partial void Parked(ILogger logger, ComponentSpecification component, string store);

    [LoggerMessage(1015, LogLevel.Information, "Component updated: {Component}")]
    public static partial void Updated(ILogger logger, ComponentSpecification component);

    [LoggerMessage(1016, LogLevel.Information, "Component unloaded: {Component}")]
    public static partial void Unloaded(ILogger logger, ComponentSpecification component);

    [LoggerMessage(1017, LogLevel.Error, "Component {Component} could not be updated, so the one before it goes on: {Reason}")]
    public static partial void UpdateFailed(ILogger logger, ComponentSpecification component, string reason);

    [LoggerMessage(1018, LogLevel.Warning, "Component {Component} is still in use after {Time}; it is closed all the same")]
    public static partial void DrainTimedOut(ILogger logger, ComponentSpecification component, string time);

    [LoggerMessage(1019, LogLevel.Error, "Component {Component} changed, and {Observer} couldn't follow: {Reason}")]
    public static partial void ObserverFailed(ILogger logger, ComponentSpecification component, string observer, string reason);

    [LoggerMessage(1020, LogLevel.Error, "Component {Component} could not be added; it is tried again when resources are compared the next time: {Reason}")]
    public static partial void AddFailed(ILogger logger, ComponentSpecification component, string reason);

    [LoggerMessage(1014, LogLevel.Error, "Component {Component} isn't tried again, because not even its object can be made: {Reason}")]
    public static partial void NotRetried(ILogger logger, ComponentSpecification component, string reason);
}
