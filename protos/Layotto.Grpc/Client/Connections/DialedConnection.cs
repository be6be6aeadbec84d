namespace Layotto.Grpc.Client.Connections;

/// <summary>A connection that was just made.</summary>
/// <param name="Stream">What to speak HTTP/2 over.</param>
/// <param name="Socket">The socket below it.</param>
internal readonly record struct DialedConnection(Stream Stream, TrackedStream Socket);
