namespace Layotto.Grpc.Hosting;

/// <summary>What a host listens on and the bounds it keeps.</summary>
public sealed class KestrelHostOptions
{
    /// <summary>The places to listen on; at least one.</summary>
    public required IReadOnlyList<ListenEndpoint> Endpoints { get; init; }

    /// <summary>The bounds clients are held to.</summary>
    public HostLimits Limits { get; init; } = new();
}
