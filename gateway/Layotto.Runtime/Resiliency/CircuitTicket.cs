namespace Layotto.Runtime.Resiliency;

/// <summary>That a circuit breaker has let a call through.</summary>
/// <param name="Generation">Which counts it belongs to.</param>
internal readonly record struct CircuitTicket(long Generation);
