namespace Layotto.Gateway.Logging;

/// <summary>A field of a log line, beside its time, level and message.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">The value as text.</param>
/// <param name="IsLiteral">Whether JSON has it without quotes: a number, or true or false.</param>
internal readonly record struct LogField(string Name, string Value, bool IsLiteral = false);
