namespace Layotto.Gateway.Logging;

/// <summary>What a log line says, whatever its format.</summary>
/// <param name="Time">When it happened, in RFC 3339 with as many decimals as needed.</param>
/// <param name="Level">The level, in the words of daprd.</param>
/// <param name="Message">The message.</param>
/// <param name="Fields">The other fields, in the order of their names.</param>
internal readonly record struct LogRecord(string Time, string Level, string Message, IReadOnlyList<LogField> Fields);
