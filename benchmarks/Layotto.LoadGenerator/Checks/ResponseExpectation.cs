namespace Layotto.LoadGenerator.Checks;

/// <summary>What every response is held against.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="GrpcStatus">Value of the grpc-status trailer; null where the protocol has none.</param>
/// <param name="Messages">Number of gRPC messages in a response; null if any number will do.</param>
/// <param name="Length">Body length in bytes (gRPC: of the messages without their prefixes); null takes the first response's.</param>
internal sealed record ResponseExpectation(int Status, int? GrpcStatus, int? Messages, long? Length);
