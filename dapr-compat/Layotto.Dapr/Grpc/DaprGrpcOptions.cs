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
}
