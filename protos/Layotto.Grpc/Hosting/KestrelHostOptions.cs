namespace Layotto.Grpc.Hosting;

/// <summary>What a host listens on and the bounds it keeps.</summary>
public sealed class KestrelHostOptions
{
    /// <summary>The places to listen on; at least one.</summary>
    public required IReadOnlyList<ListenEndpoint> Endpoints { get; init; }

    /// <summary>The bounds clients are held to.</summary>
    public HostLimits Limits { get; init; } = new();

    /// <summary>Ports that are held for the host, or null.</summary>
    public PortReservation? Reservation { get; init; }

    /// <summary>
    /// Whether HTTP/1.1 requests are handled on the thread that hears from the kernel (<see cref="InlineCompletions"/>). A handler must then
    /// not block; it goes to the thread pool first with what may. Requests over HTTP/2 are handled on the thread pool in any case.
    /// </summary>
    public bool RunsInline { get; init; }
}
