namespace Layotto.Runtime.Metadata;

/// <summary>How the app is reached, as the metadata API shows it.</summary>
public sealed record AppConnection
{
    /// <summary>The app's port; 0 when it listens on none.</summary>
    public int Port { get; init; }

    /// <summary>The protocol it speaks: <c>http</c>, <c>https</c>, <c>h2c</c>, <c>grpc</c> or <c>grpcs</c>.</summary>
    public string Protocol { get; init; } = "http";

    /// <summary>The address it listens on.</summary>
    public string ChannelAddress { get; init; } = "127.0.0.1";

    /// <summary>The most calls to it at once; -1 for no limit.</summary>
    public int MaxConcurrency { get; init; } = -1;
}
