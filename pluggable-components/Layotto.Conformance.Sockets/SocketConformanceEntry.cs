namespace Layotto.Conformance.Sockets;

/// <summary>What came of a case.</summary>
/// <param name="Suite">The suite that it is of: a kind, <c>wire</c>, or <c>life</c>.</param>
/// <param name="Result">What came of it.</param>
public sealed record SocketConformanceEntry(string Suite, ConformanceResult Result);
