using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Pluggable.Sdk;

/// <summary>Where components are served, and within which bounds.</summary>
public sealed record ComponentServerOptions
{
    /// <summary>The environment variable that names the folder of the sockets.</summary>
    public const string FolderVariable = "DAPR_COMPONENTS_SOCKETS_FOLDER";

    /// <summary>The folder where sidecars look for sockets unless told otherwise.</summary>
    public const string DefaultFolder = "/tmp/dapr-components-sockets";

    /// <summary>The folder of the sockets: what <see cref="FolderVariable"/> says, else <see cref="DefaultFolder"/>.</summary>
    public string Folder { get; init; } = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : DefaultFolder;

    /// <summary>Who may use the socket. The owner alone by default: a sidecar takes sockets of its own user and root only.</summary>
    public UnixFileMode SocketMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The largest message taken, in bytes. Default 64 MiB.</summary>
    public int MaxMessageSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most components of a kind at a time. Default 4096.</summary>
    public int MaxInstances { get; init; } = 4096;

    /// <summary>How long calls under way have to end when the process is told to. Default 5 s.</summary>
    public TimeSpan EndPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the components and the server log. Nowhere by default.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock of the components.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
