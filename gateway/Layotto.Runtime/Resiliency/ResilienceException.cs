namespace Layotto.Runtime.Resiliency;

/// <summary>A policy kept a call from ending: its circuit is open, or an attempt took too long. The message is for the caller.</summary>
public sealed class ResilienceException(string message, bool isTimeout, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether an attempt took longer than the policy's timeout; else the circuit breaker refused the call.</summary>
    public bool IsTimeout { get; } = isTimeout;
}
