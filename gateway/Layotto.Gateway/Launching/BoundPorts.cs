namespace Layotto.Gateway.Launching;

/// <summary>The ports on which the sidecar listens once it does, whatever was asked for; null for what isn't served.</summary>
/// <param name="Http">The HTTP API; null when it is on a Unix socket.</param>
/// <param name="Grpc">The gRPC API; null when it is on a Unix socket.</param>
/// <param name="InternalGrpc">Calls of other sidecars.</param>
/// <param name="Metrics">Metrics.</param>
public sealed record BoundPorts(int? Http, int? Grpc, int? InternalGrpc = null, int? Metrics = null);
