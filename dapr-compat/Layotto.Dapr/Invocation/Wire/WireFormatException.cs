namespace Layotto.Dapr.Invocation.Wire;

/// <summary>A message of another sidecar can't be read.</summary>
internal sealed class WireFormatException(string message) : Exception(message);
