using Microsoft.Extensions.Logging;

namespace Layotto.Pluggable.Discovery;

/// <summary>The log lines of discovery.</summary>
internal static partial class DiscoveryLog
{
    [LoggerMessage(2601, LogLevel.Information, "Pluggable components at the socket {Path}: {Types} (reflection {Reflection})")]
    public static partial void Serving(ILogger logger, string path, string types, string? reflection);

    [LoggerMessage(2602, LogLevel.Warning, "The socket {Path} is not used. {Reason}")]
    public static partial void Refused(ILogger logger, string path, string? reason);

    [LoggerMessage(2603, LogLevel.Warning, "The socket {Path} does not answer and is asked again. {Reason}")]
    public static partial void Silent(ILogger logger, string path, string? reason);

    [LoggerMessage(2604, LogLevel.Information, "The socket {Path} is gone")]
    public static partial void Gone(ILogger logger, string path);

    [LoggerMessage(2605, LogLevel.Warning, "The folder {Folder} has {Count} files; only the first {Most} by name are looked at")]
    public static partial void TooMany(ILogger logger, string folder, int count, int most);

    [LoggerMessage(2606, LogLevel.Warning, "The folder {Folder} of component sockets can't be read: {Reason}")]
    public static partial void Unreadable(ILogger logger, string folder, string reason);

    [LoggerMessage(2607, LogLevel.Warning, "No notices of changes can be had for {Folder} ({Reason}); it is looked at in intervals instead")]
    public static partial void NoNotices(ILogger logger, string folder, string reason);

    [LoggerMessage(2608, LogLevel.Error, "Components couldn't follow the changed sockets: {Reason}")]
    public static partial void FollowFailed(ILogger logger, string reason);
}
