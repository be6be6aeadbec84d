using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Dapr.Apps;

/// <summary>How the app is called.</summary>
public sealed record AppChannelOptions
{
    /// <summary>The address the app listens on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port it listens on.</summary>
    public required int Port { get; init; }

    /// <summary>Whether it speaks gRPC; else HTTP.</summary>
    public bool IsGrpc { get; init; }

    /// <summary>Whether over TLS. As in Dapr, the app's certificate isn't verified.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Whether an HTTP app speaks HTTP/2 from the first byte on.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>The token that every call to the app carries as <c>dapr-api-token</c>; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>The most calls under way at once; null for no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>The largest gRPC message, in bytes, either way; null for no limit.</summary>
    public int? MaxMessageSize { get; init; }

    /// <summary>The path by which an HTTP app is asked whether it is well.</summary>
    public string HealthCheckPath { get; init; } = "/healthz";

    /// <summary>What is measured of calls to the app.</summary>
    public GatewayMetrics Metrics { get; init; } = GatewayMetrics.None;

    /// <summary>Stands before an HTTP app; null for nothing, which is the shortest way to it.</summary>
    public AppHttpStep? Pipeline { get; init; }
}
