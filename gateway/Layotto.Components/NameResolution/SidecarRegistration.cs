namespace Layotto.Components.NameResolution;

/// <summary>What a name resolver tells others about this sidecar.</summary>
public sealed record SidecarRegistration
{
    /// <summary>The app's id.</summary>
    public required string AppId { get; init; }

    /// <summary>The app's namespace; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The address at which other machines reach this one, without a port.</summary>
    public required string HostAddress { get; init; }

    /// <summary>The port on which other sidecars call this one.</summary>
    public required int InternalPort { get; init; }

    /// <summary>The port of the HTTP API; 0 when it is a Unix socket.</summary>
    public int HttpPort { get; init; }

    /// <summary>The app's port; 0 when it listens on none.</summary>
    public int AppPort { get; init; }
}
