namespace Layotto.Grpc.Client;

/// <summary>HTTP/2 pings that find dead connections (gRPC keepalive, without its idle time-out).</summary>
public sealed record KeepaliveOptions
{
    /// <summary>Silence before a ping is sent; at least 1 s.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a ping's answer may take before the connection counts as dead; at least 1 s. Default 20 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether to ping while no call is under way. Servers may close connections that do so too often.</summary>
    public bool WithoutCalls { get; init; }

    internal void Validate()
    {
        if (Time < TimeSpan.FromSeconds(1))
            throw new ArgumentException($"Keepalive {nameof(Time)} is {Time}; it must be at least 1 second.");
        if (Timeout < TimeSpan.FromSeconds(1))
            throw new ArgumentException($"Keepalive {nameof(Timeout)} is {Timeout}; it must be at least 1 second.");
    }
}
