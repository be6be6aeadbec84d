using Layotto.Runtime.Telemetry;

namespace Layotto.Dapr.Grpc;

/// <summary>How Dapr's gRPC API is served.</summary>
public sealed record DaprGrpcOptions
{
    /// <summary>The token that callers have to show; null for none.</summary>
    public ApiToken? Token { get; init; }

    /// <summary>Which APIs may be called.</summary>
    public ApiAccess Access { get; init; } = ApiAccess.ForGrpc([], []);

    /// <summary>How calls are logged; null for not at all.</summary>
    public ApiLogging? Logging { get; init; }

    /// <summary>Starts spans.</summary>
    public Tracer Tracer { get; init; } = Tracer.Off;

    /// <summary>The app's id, by which calls that are passed on to it are told from others.</summary>
    public string AppId { get; init; } = "";
}
