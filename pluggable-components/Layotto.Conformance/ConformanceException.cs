namespace Layotto.Conformance;

/// <summary>A component doesn't do what it must; the message says what was expected and what came.</summary>
public sealed class ConformanceException(string message) : Exception(message);
