namespace Layotto.LoadGenerator.Connections;

/// <summary>Bytes from the server that its protocol does not allow; the connection cannot be used any further.</summary>
internal sealed class ProtocolViolationException(string message) : Exception(message);
