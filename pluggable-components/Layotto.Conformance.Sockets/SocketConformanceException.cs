namespace Layotto.Conformance.Sockets;

/// <summary>The component can't be tested at all; the message says why, as a sentence.</summary>
public sealed class SocketConformanceException(string message, Exception? innerException = null) : Exception(message, innerException);
