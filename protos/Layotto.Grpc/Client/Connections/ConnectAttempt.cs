namespace Layotto.Grpc.Client.Connections;

/// <summary>What became of an attempt to connect: one of the two is set.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Failure">Why there is none.</param>
internal readonly record struct ConnectAttempt(DialedConnection? Connection, ConnectFailedException? Failure);
